package io.varve.kafka;

import io.varve.core.Clock;
import io.varve.core.Doors;
import io.varve.core.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The machine's threads under a clock that only the test moves.
public final class ManualDoors implements Clock, Timers {

    private final List<Pending> pending = new CopyOnWriteArrayList<>();
    private volatile long nanos = 1_000_000_000L;

    public Doors doors() {
        return new Doors(
                this, this, RealDoors.DOORS.threads(), RealDoors.DOORS.entropy(), RealDoors.DOORS.crashPoints());
    }

    @Override
    public long wallMs() {
        return nanos / 1_000_000;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var timer = new Pending(nanos + delay.toNanos(), task);
        pending.add(timer);
        return () -> pending.remove(timer);
    }

    /// Lets time pass, and runs what falls due, in its order, on the calling thread.
    public void advance(Duration by) {
        long end = nanos + by.toNanos();
        while (true) {
            var due = pending.stream()
                    .filter(timer -> timer.atNanos <= end)
                    .min(Comparator.comparingLong(Pending::atNanos));
            if (due.isEmpty()) {
                nanos = end;
                return;
            }
            nanos = Math.max(nanos, due.get().atNanos);
            pending.remove(due.get());
            due.get().task.run();
        }
    }

    // Identity, not content, tells two timers apart.
    private static final class Pending {
        private final long atNanos;
        private final Runnable task;

        private Pending(long atNanos, Runnable task) {
            this.atNanos = atNanos;
            this.task = task;
        }

        private long atNanos() {
            return atNanos;
        }
    }
}
