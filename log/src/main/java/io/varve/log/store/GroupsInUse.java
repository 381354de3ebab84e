package io.varve.log.store;

import io.varve.core.Clock;
import io.varve.log.store.Container.RowGroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The row groups that somebody has not read to their ends, so that what is brought in drives none of them out: it
/// would have to be brought again. Who has not read on for a while counts no longer.
///
/// Thread-safe.
final class GroupsInUse {

    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);

    private final Clock clock;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    /// The one that was used last comes last.
    private final Map<RowGroup, Use> uses = new LinkedHashMap<>();

    private long sizeBytes;

    GroupsInUse(Clock clock) {
        this.clock = clock;
    }

    private record Use(long sizeBytes, long usedNanos) {}

    /// @param bytes what it takes decoded
    void used(RowGroup group, long bytes) {
        lock.lock();
        try {
            remove(group);
            uses.put(group, new Use(bytes, clock.nanoTime()));
            sizeBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    void finished(RowGroup group) {
        lock.lock();
        try {
            remove(group);
        } finally {
            lock.unlock();
        }
    }

    /// What they take together.
    long sizeBytes() {
        lock.lock();
        try {
            long nowNanos = clock.nanoTime();
            var oldest = uses.values().iterator();
            while (oldest.hasNext()) {
                Use use = oldest.next();
                if (nowNanos - use.usedNanos() <= FORGOTTEN_AFTER.toNanos()) {
                    break;
                }
                oldest.remove();
                sizeBytes -= use.sizeBytes();
            }
            return sizeBytes;
        } finally {
            lock.unlock();
        }
    }

    private void remove(RowGroup group) {
        Use use = uses.remove(group);
        sizeBytes -= use == null ? 0 : use.sizeBytes();
    }
}
