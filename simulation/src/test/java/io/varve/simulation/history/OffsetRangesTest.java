package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {

    private static final int MAX_OFFSET = 100;

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void holdsWhatASetHolds() {
        for (int run = 0; run < 200; run++) {
            var ranges = new OffsetRanges();
            var set = new BitSet();
            for (int i = 0; i < 30; i++) {
                int start = random.nextInt(MAX_OFFSET);
                int end = Math.min(MAX_OFFSET, start + random.nextInt(12));
                ranges.add(start, end);
                set.set(start, end);
                for (int offset = 0; offset <= MAX_OFFSET; offset++) {
                    assertThat(ranges.contains(offset))
                            .as("-Dtest.seed=%d, %d", seed, offset)
                            .isEqualTo(set.get(offset));
                }
            }
        }
    }
}
