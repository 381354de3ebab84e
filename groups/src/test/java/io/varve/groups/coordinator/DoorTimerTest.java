package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.server.util.timer.TimerTask;
import org.junit.jupiter.api.Test;

class DoorTimerTest {

    private static final long HALF_AN_HOUR_MS = 30 * 60_000L;

    private final ManualDoors time = new ManualDoors();
    private final DoorTimer timer = new DoorTimer(time);
    private final AtomicInteger ran = new AtomicInteger();

    private final class Counted extends TimerTask {

        Counted(long delayMs) {
            super(delayMs);
        }

        @Override
        public void run() {
            ran.incrementAndGet();
        }
    }

    /// Each heartbeat cancels a member's time-out and begins another.
    @Test
    void whatWasCancelledDoesNotPileUp() {
        for (int i = 0; i < 100_000; i++) {
            var task = new Counted(HALF_AN_HOUR_MS);
            timer.add(task);
            task.cancel();
        }

        assertThat(timer.size()).isLessThan(2_000);
        time.advance(Duration.ofHours(1));
        assertThat(ran).hasValue(0);
    }

    @Test
    void whatWasNotCancelledRunsOnceWhenItIsTime() {
        for (int i = 0; i < 5_000; i++) {
            timer.add(new Counted(1_000));
        }
        time.advance(Duration.ofMillis(999));
        assertThat(ran).hasValue(0);

        time.advance(Duration.ofMillis(1));
        assertThat(ran).hasValue(5_000);
        assertThat(timer.size()).isZero();
    }

    @Test
    void nothingRunsAfterClose() {
        timer.add(new Counted(1_000));
        timer.close();
        timer.add(new Counted(1_000));

        time.advance(Duration.ofSeconds(2));
        assertThat(ran).hasValue(0);
    }
}
