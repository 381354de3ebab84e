package io.varve.metadata.replica;

import io.varve.core.Doors;
import io.varve.core.Timers.Timer;
import io.varve.metadata.journal.JournalException;
import io.varve.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows a shard that other processes append to: often while somebody waits for what comes next, and less and less
/// often while nobody does.
///
/// Thread-safe.
public final class Tailer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tailer.class);

    private final Replica<?, ?> replica;
    private final Pace pace;
    private final Doors doors;

    /// Completes when the next read is due before its time. Guarded by this object's monitor, as what follows.
    private CompletableFuture<Void> roused = new CompletableFuture<>();

    /// Whether that has been so since the last read began.
    private boolean due;

    private long demandedNanos;
    private volatile boolean closed;

    /// How often to look.
    ///
    /// @param fast between reads while there is demand, and the shortest time between any two
    /// @param idle the longest time between reads
    /// @param demandLasts how long after the last demand the fast pace is kept
    public record Pace(Duration fast, Duration idle, Duration demandLasts) {}

    public Tailer(Replica<?, ?> replica, Pace pace, Doors doors) {
        this.replica = replica;
        this.pace = pace;
        this.doors = doors;
        this.demandedNanos = doors.clock().nanoTime();
    }

    public void start() {
        doors.threads().start("tail-" + replica.shard(), this::run);
    }

    /// Somebody waits for what comes next.
    public synchronized void demand() {
        demandedNanos = doors.clock().nanoTime();
        look();
    }

    /// Somebody has relied on what is known: once more, and who comes again soon has what has come since.
    public synchronized void look() {
        due = true;
        roused.complete(null);
    }

    @Override
    public synchronized void close() {
        closed = true;
        roused.complete(null);
    }

    private void run() {
        Duration interval = pace.fast();
        while (!closed) {
            long before = replica.followedEntries();
            boolean failedWhenDue = takeDue();
            try {
                replica.refresh();
                failedWhenDue = false;
            } catch (JournalException | StoreException e) {
                LOG.warn("tail read failed shard={} reason={}", replica.shard(), e.toString());
            }
            // What this process appends itself is no sign that others do.
            boolean busy = replica.followedEntries() != before || demandIsRecent() || failedWhenDue;
            interval = busy ? pace.fast() : longer(interval);
            await(interval);
        }
    }

    private synchronized boolean takeDue() {
        boolean was = due;
        due = false;
        return was;
    }

    private Duration longer(Duration interval) {
        Duration doubled = interval.multipliedBy(2);
        return doubled.compareTo(pace.idle()) < 0 ? doubled : pace.idle();
    }

    private synchronized boolean demandIsRecent() {
        return doors.clock().nanoTime() - demandedNanos < pace.demandLasts().toNanos();
    }

    /// Waits for the interval, or, beyond the fast one, until a read is due.
    private void await(Duration interval) {
        await(pace.fast(), new CompletableFuture<>());
        if (interval.compareTo(pace.fast()) > 0) {
            CompletableFuture<Void> next = new CompletableFuture<>();
            synchronized (this) {
                roused = next;
                if (due || closed) {
                    next.complete(null);
                }
            }
            await(interval.minus(pace.fast()), next);
        }
    }

    private void await(Duration time, CompletableFuture<Void> event) {
        Timer timer = doors.timers().after(time, () -> event.complete(null));
        event.join();
        timer.cancel();
    }
}
