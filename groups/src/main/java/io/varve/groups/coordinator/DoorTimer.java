package io.varve.groups.coordinator;

import io.varve.core.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.server.util.timer.TimerTask;
import org.apache.kafka.server.util.timer.TimerTaskEntry;

/// The node's timers as Kafka uses them. Kafka tells its own timers alone of a cancellation, and each heartbeat cancels
/// one: those that were cancelled are looked for whenever the pending ones have become twice as many.
///
/// Thread-safe.
final class DoorTimer implements Timer {

    private static final int FIRST_SWEEP = 1024;

    private final Timers timers;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepAt = new AtomicInteger(FIRST_SWEEP);
    private volatile boolean closed;

    DoorTimer(Timers timers) {
        this.timers = timers;
    }

    @Override
    public void add(TimerTask task) {
        if (closed) {
            return;
        }
        // By the entry that it has, a task knows that it was cancelled or added again.
        var added = new Pending(task, new TimerTaskEntry(task, task.delayMs));
        pending.add(added);
        added.start();
        int limit = sweepAt.get();
        if (pending.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
            pending.forEach(Pending::endIfCancelled);
            sweepAt.set(Math.max(FIRST_SWEEP, 2 * pending.size()));
        }
    }

    private final class Pending {

        private final TimerTask task;
        private final TimerTaskEntry entry;
        private volatile Timers.Timer timer = () -> {};

        Pending(TimerTask task, TimerTaskEntry entry) {
            this.task = task;
            this.entry = entry;
        }

        void start() {
            timer = timers.after(Duration.ofMillis(Math.max(0, task.delayMs)), this::elapsed);
        }

        private void elapsed() {
            if (pending.remove(this) && !closed && !entry.cancelled()) {
                task.run();
            }
        }

        void endIfCancelled() {
            if (entry.cancelled() && pending.remove(this)) {
                timer.cancel();
            }
        }
    }

    /// The doors' clock needs nobody to advance it.
    @Override
    public boolean advanceClock(long timeoutMs) {
        return false;
    }

    @Override
    public int size() {
        return pending.size();
    }

    @Override
    public void close() {
        closed = true;
        pending.forEach(each -> each.timer.cancel());
        pending.clear();
    }
}
