package io.varve.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void nothingIsZero() {
        assertThat(latencies.percentileMs(50)).isZero();
        assertThat(latencies.percentileMs(99)).isZero();
        assertThat(latencies.count()).isZero();
    }

    @Test
    void soManyPercentDidNotExceedAPercentile() {
        LongStream.rangeClosed(1, 200).forEach(latencies::add);

        assertThat(latencies.percentileMs(50)).isEqualTo(100);
        assertThat(latencies.percentileMs(99)).isEqualTo(198);
        assertThat(latencies.percentileMs(100)).isEqualTo(200);
        assertThat(latencies.count()).isEqualTo(200);
    }

    @Test
    void oneIsAllPercentiles() {
        latencies.add(7);

        assertThat(latencies.percentileMs(1)).isEqualTo(7);
        assertThat(latencies.percentileMs(99)).isEqualTo(7);
    }

    @Test
    void whatTakesTooLongOrNegativeTimeIsCountedAtTheEnds() {
        latencies.add(-1);
        latencies.add(1_000_000);

        assertThat(latencies.percentileMs(50)).isZero();
        assertThat(latencies.percentileMs(99)).isEqualTo(9_999);
    }
}
