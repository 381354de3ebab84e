package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    @ParameterizedTest
    @ValueSource(ints = {8, 64 << 10, (64 << 10) + 1, 513 << 10, 640 << 10, 1 << 20, 5_000_001, 100 << 20})
    void ofAFrameThatGrowsInStepsAtMostASeventhIsCopied(int sizeBytes) {
        long copied = 0;
        long step = Frames.firstStepBytes(sizeBytes);
        assertThat(step).isBetween(1L, 64L << 10);
        while (step < sizeBytes) {
            copied += step;
            step *= 8;
        }

        // Each step is rounded up to a byte.
        assertThat(copied).isLessThanOrEqualTo(sizeBytes / 7 + 8);
    }
}
