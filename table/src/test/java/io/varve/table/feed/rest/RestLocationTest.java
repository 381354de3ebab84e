package io.varve.table.feed.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.table.feed.rest.RestLocation.Access;
import java.net.URI;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;

class RestLocationTest {

    @Test
    void secretsAreInNoText() {
        Access byToken = new Access(Optional.of("open sesame"), Optional.empty(), Optional.empty(), Optional.empty());
        Access byCredential =
                new Access(Optional.empty(), Optional.of("me:open sesame"), Optional.empty(), Optional.empty());

        assertThat(location("http://localhost", "varve", byToken).toString()).doesNotContain("sesame");
        assertThat(location("http://localhost", "varve", byCredential).toString())
                .doesNotContain("sesame");
        assertThat(location("http://localhost", "varve", byToken).properties())
                .containsEntry("token", "open sesame")
                .containsEntry("rest.auth.type", "oauth2");
        assertThat(location("http://localhost", "varve", Access.NONE).properties())
                .containsEntry("rest.auth.type", "none");
    }

    @Test
    void aNamespaceMayHaveLevels() {
        assertThat(location("http://localhost", "lake.varve", Access.NONE).levels())
                .isEqualTo(Namespace.of("lake", "varve"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> location("file:/tmp", "varve", Access.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no REST catalog");
        for (String namespace : new String[] {"", ".", "a.", ".a", "a..b"}) {
            assertThatThrownBy(() -> location("http://localhost", namespace, Access.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no namespace");
        }
        assertThatThrownBy(
                        () -> new Access(Optional.of("one"), Optional.of("other"), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not both")
                .hasMessageNotContaining("other");
    }

    private static RestLocation location(String uri, String namespace, Access access) {
        return new RestLocation(URI.create(uri), Optional.empty(), Optional.empty(), namespace, access);
    }
}
