package io.varve.kafka.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientZoneTest {

    private final ClientZone zones = new ClientZone("node's");

    @Test
    void aRackGoesBeforeAWordWhichGoesBeforeTheNodesZone() {
        assertThat(zones.of("zone=b", "a")).isEqualTo("a");
        assertThat(zones.of("zone=b", "")).isEqualTo("b");
        assertThat(zones.of("client", "")).isEqualTo("node's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zone=eu-1a", "orders zone=eu-1a", "zone=eu-1a,orders", "orders;zone=eu-1a;7"})
    void theWordMayStandAnywhere(String clientId) {
        assertThat(zones.of(clientId)).isEqualTo("eu-1a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "timezone=eu", "zone=", "zone = eu", "zone"})
    void whatOnlyLooksLikeItIsNoZone(String clientId) {
        assertThat(zones.of(clientId)).isEqualTo("node's");
    }
}
