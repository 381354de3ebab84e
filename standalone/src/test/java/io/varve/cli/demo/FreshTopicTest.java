package io.varve.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FreshTopicTest {

    @Test
    void theNameItselfIsTakenFirst() {
        assertThat(FreshTopic.firstFree("flights", Set.of("orders", "flights-2")))
                .isEqualTo("flights");
    }

    @Test
    void thenTheFirstFreeNumber() {
        assertThat(FreshTopic.firstFree("flights", Set.of("flights"))).isEqualTo("flights-2");
        assertThat(FreshTopic.firstFree("flights", Set.of("flights", "flights-2", "flights-4")))
                .isEqualTo("flights-3");
    }
}
