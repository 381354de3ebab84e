package io.varve.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// `-Dtest.seed` runs one seed alone.
class DiskTrialTest {

    private static final int SEEDS = 2000;

    @Test
    void everyPromiseOutlivesEveryDeath() {
        Long seed = Long.getLong("test.seed");
        long[] seeds = seed == null ? LongStream.range(0, SEEDS).toArray() : new long[] {seed};
        for (long each : seeds) {
            DiskTrial.Result result = DiskTrial.run(each);
            assertThat(result.violation()).as("-Dtest.seed=" + each).isNull();
        }
    }

    @Test
    void aSeedAlwaysHasTheSameStory() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(DiskTrial.run(seed)).isEqualTo(DiskTrial.run(seed));
        }
    }
}
