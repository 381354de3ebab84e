package io.varve.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void severalShareARateAndTakeTurns() {
        Pace pace = Pace.of(1_000);

        assertThat(IntStream.range(0, 4).mapToObj(number -> pace.share(number, 4)))
                .containsExactly(new Pace(250, 0), new Pace(250, 0.25), new Pace(250, 0.5), new Pace(250, 0.75));
    }

    @Test
    void thePhaseMovesAllRequestsAndNotTheTimeBetweenThem() {
        var schedule = new Pace(1e6, 0.5).begin();
        long beforeNanos = System.nanoTime();

        long firstNanos = schedule.await(1_000);
        long secondNanos = schedule.await(1_000);

        assertThat(firstNanos - beforeNanos).isLessThanOrEqualTo(500_000);
        assertThat(secondNanos - firstNanos).isEqualTo(1_000_000);
    }
}
