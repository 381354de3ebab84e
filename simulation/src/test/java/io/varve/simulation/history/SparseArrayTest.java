package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.simulation.history.SparseArray.Entry;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SparseArrayTest {

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void holdsWhatAMapHolds() {
        for (int run = 0; run < 20; run++) {
            var array = new SparseArray<Integer>();
            var map = new TreeMap<Long, Integer>();
            for (int i = 0; i < 500; i++) {
                long number = number();
                array.put(number, i);
                map.put(number, i);
                long asked = number();
                assertThat(array.get(asked)).as("-Dtest.seed=%d", seed).isEqualTo(map.get(asked));
                assertThat(array.ceiling(asked)).isEqualTo(entry(map.ceilingEntry(asked)));
                assertThat(array.floor(asked)).isEqualTo(entry(map.floorEntry(asked)));
            }
        }
    }

    private long number() {
        return random.nextInt(4) * 100_000L + random.nextInt(2_000);
    }

    private static Entry<Integer> entry(Map.Entry<Long, Integer> entry) {
        return entry == null ? null : new Entry<>(entry.getKey(), entry.getValue());
    }
}
