package io.varve.groups.coordinator;

import io.varve.core.Timers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.server.util.timer.TimerTask;
import org.apache.kafka.server.util.timer.TimerTaskEntry;

/// The node's timers as Kafka uses them. A cancelled task stays until its time has come, and then does nothing: Kafka
/// tells its own timers alone of a cancellation.
final class DoorTimer implements Timer {

    private final Timers timers;
    private final AtomicInteger pending = new AtomicInteger();
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
        var entry = new TimerTaskEntry(task, task.delayMs);
        pending.incrementAndGet();
        timers.after(Duration.ofMillis(Math.max(0, task.delayMs)), () -> {
            pending.decrementAndGet();
            if (!closed && !entry.cancelled()) {
                task.run();
            }
        });
    }

    /// The doors' clock needs nobody to advance it.
    @Override
    public boolean advanceClock(long timeoutMs) {
        return false;
    }

    @Override
    public int size() {
        return pending.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
