package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = -5 * SECOND;

    private final TokenBucket bucket = new TokenBucket(new FlushRate(4, 3), START);

    @Test
    void aBurstIsThereFromTheBeginning() {
        assertThat(bucket.tryTake(START)).isTrue();
        assertThat(bucket.tryTake(START)).isTrue();
        assertThat(bucket.tryTake(START)).isTrue();
        assertThat(bucket.tryTake(START)).isFalse();
    }

    @Test
    void tokensComeAtTheRate() {
        empty();

        assertThat(bucket.nanosUntilToken(START)).isEqualTo(SECOND / 4);
        assertThat(bucket.nanosUntilToken(START + SECOND / 8)).isEqualTo(SECOND / 8);
        assertThat(bucket.tryTake(START + SECOND / 4 - 1)).isFalse();
        assertThat(bucket.tryTake(START + SECOND / 4)).isTrue();
        assertThat(bucket.tryTake(START + SECOND / 4)).isFalse();
    }

    @Test
    void noMoreThanTheBurstIsSavedUp() {
        empty();
        long later = START + 1_000 * SECOND;

        for (int i = 0; i < 3; i++) {
            assertThat(bucket.tryTake(later)).isTrue();
        }
        assertThat(bucket.tryTake(later)).isFalse();
    }

    @Test
    void anUnlimitedRateAlwaysHasOne() {
        var unlimited = new TokenBucket(FlushRate.UNLIMITED, START);

        for (int i = 0; i < 1_000; i++) {
            assertThat(unlimited.tryTake(START)).isTrue();
        }
        assertThat(unlimited.nanosUntilToken(START)).isZero();
    }

    private void empty() {
        while (bucket.tryTake(START)) {}
    }
}
