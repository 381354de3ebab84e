package io.varve.simulation.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.simulation.history.Details;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void bytesStandForTheirValue() {
        for (long value = 0; value < 1_000; value++) {
            assertThat(Payload.value(Payload.of(value))).isEqualTo(value);
        }
    }

    @Test
    void bytesThatWereChangedOrCutStandForNone() {
        byte[] payload = Payload.of(4711);
        for (int i = 0; i < payload.length; i++) {
            byte[] changed = payload.clone();
            changed[i] ^= 1;
            assertThat(Payload.value(changed)).isEqualTo(Details.NO_VALUE);
            assertThat(Payload.value(Arrays.copyOf(payload, i))).isEqualTo(Details.NO_VALUE);
        }
    }

    @Test
    void bytesThatNoTopicTakesStandForNone() {
        byte[] payload = Payload.tooLarge(4711, 100_000);

        assertThat(payload).hasSizeGreaterThan(100_000);
        assertThat(Payload.value(payload)).isEqualTo(Details.NO_VALUE);
    }
}
