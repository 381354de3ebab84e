package io.varve.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemDoorsTest {

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);

    @Test
    void clocksAreThoseOfTheMachine() {
        long wallMs = System.currentTimeMillis();
        long nanos = System.nanoTime();

        assertThat(doors.clock().wallMs()).isBetween(wallMs, wallMs + 10_000);
        assertThat(doors.clock().nanoTime() - nanos).isBetween(0L, 10_000_000_000L);
    }

    @Test
    void timerRunsItsTaskAfterTheDelayOnADaemonThread() {
        var ran = new CompletableFuture<Thread>();
        long begunNanos = doors.clock().nanoTime();

        doors.timers().after(Duration.ofMillis(20), () -> ran.complete(Thread.currentThread()));

        assertThat(ran.join().isDaemon()).isTrue();
        assertThat(doors.clock().nanoTime() - begunNanos).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void cancelledTimerDoesNotRun() {
        var ran = new AtomicBoolean();
        var mayGoOn = new CountDownLatch(1);
        var later = new CompletableFuture<Void>();
        // All timers share one thread, so nothing runs before this has been cancelled.
        doors.timers().after(Duration.ZERO, () -> awaitUninterrupted(mayGoOn));
        Timers.Timer cancelled = doors.timers().after(Duration.ZERO, () -> ran.set(true));

        cancelled.cancel();
        cancelled.cancel();
        doors.timers().after(Duration.ZERO, () -> later.complete(null));
        mayGoOn.countDown();

        later.join();
        assertThat(ran).isFalse();
    }

    @Test
    void failingTaskLeavesTheTimersAlive() {
        var ran = new CompletableFuture<Void>();

        doors.timers().after(Duration.ZERO, () -> {
            throw new AssertionError("expected in the log");
        });
        doors.timers().after(Duration.ofMillis(1), () -> ran.complete(null));

        ran.join();
    }

    @Test
    void delayMayBeLongerThanNanosecondsCanCount() {
        doors.timers().after(Duration.ofSeconds(Long.MAX_VALUE), () -> {}).cancel();
    }

    @Test
    void pauseLastsAtLeastItsDuration() {
        long begunNanos = doors.clock().nanoTime();

        doors.pause(Duration.ofMillis(5));

        assertThat(doors.clock().nanoTime() - begunNanos).isGreaterThanOrEqualTo(5_000_000);
    }

    @Test
    void threadsAreVirtualAndNamed() throws InterruptedException {
        var seen = new CompletableFuture<Thread>();

        Thread started = doors.threads().start("some-work", () -> seen.complete(Thread.currentThread()));

        assertThat(seen.join()).isSameAs(started);
        assertThat(started.isVirtual()).isTrue();
        assertThat(started.getName()).isEqualTo("some-work");
        started.join();
    }

    @Test
    void failingThreadHasAHandlerOfOurs() throws InterruptedException {
        var mayFail = new CountDownLatch(1);
        Thread started = doors.threads().start("doomed", () -> {
            awaitUninterrupted(mayFail);
            throw new IllegalStateException("expected in the log");
        });

        assertThat(started.getUncaughtExceptionHandler()).isNotSameAs(started.getThreadGroup());
        mayFail.countDown();
        started.join();
    }

    @Test
    void identifiersDiffer() {
        var ids = new HashSet<Id128>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(doors.entropy().nextId());
        }

        assertThat(ids).hasSize(1_000);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
