package io.varve.metadata.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloorCheckTest {

    private final TwoClocks clock = new TwoClocks();
    private final FloorCheck check = FloorCheck.at(clock);

    @Test
    void isRecentForAnHour() {
        clock.pass(Duration.ofMinutes(59), Duration.ofMinutes(59));
        assertThat(check.isRecent(clock)).isTrue();

        clock.pass(Duration.ofMinutes(1), Duration.ofMinutes(1));
        assertThat(check.isRecent(clock)).isFalse();
    }

    @Test
    void growsOldWhileTheMachineSleeps() {
        clock.pass(Duration.ZERO, Duration.ofHours(1));

        assertThat(check.isRecent(clock)).isFalse();
    }

    @Test
    void growsOldWhereTheWallClockStandsStill() {
        clock.pass(Duration.ofHours(1), Duration.ZERO);

        assertThat(check.isRecent(clock)).isFalse();
    }

    @Test
    void isNotRecentByAWallClockThatWasSetBack() {
        clock.pass(Duration.ofMinutes(1), Duration.ofMinutes(-1));

        assertThat(check.isRecent(clock)).isFalse();
    }

    private static final class TwoClocks implements Clock {

        private long nanos;
        private long wallMs = 1_700_000_000_000L;

        void pass(Duration monotonic, Duration wall) {
            nanos += monotonic.toNanos();
            wallMs += wall.toMillis();
        }

        @Override
        public long wallMs() {
            return wallMs;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }
    }
}
