package io.varve.log.read;

import io.varve.core.Clock;
import io.varve.core.TopicIdPartition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Recognises who replays old data in order, by the offset at which the last read ended, and says how far to read ahead
/// for it: twice as far with every read, up to a share of the memory there is for it.
///
/// Thread-safe.
final class ReadAhead {

    static final long FIRST_WINDOW_BYTES = 1024 * 1024;
    static final long LAST_WINDOW_BYTES = 32 * 1024 * 1024;

    /// Of more replays at once, the ones that have not moved for longest are forgotten.
    private static final int MAX_REPLAYS = 1024;

    /// A replay that has not moved for so long no longer counts as one that shares the memory.
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);

    private final Clock clock;
    private final long memoryBytes;

    /// Guards `replays`.
    private final ReentrantLock lock = new ReentrantLock();

    /// By where each goes on; the one that moved last comes last.
    private final Map<Next, Replay> replays = new LinkedHashMap<>();

    /// @param memoryBytes for all replays together
    ReadAhead(Clock clock, long memoryBytes) {
        this.clock = clock;
        this.memoryBytes = memoryBytes;
    }

    private record Next(TopicIdPartition partition, long offset) {}

    private record Replay(long windowBytes, long movedNanos) {}

    /// Notes a read of old data.
    ///
    /// @param nextOffset where it ended
    /// @return how many bytes to read beyond that
    long moved(TopicIdPartition partition, long fromOffset, long nextOffset) {
        long nowNanos = clock.nanoTime();
        lock.lock();
        try {
            forget(nowNanos);
            Replay replay = replays.remove(new Next(partition, fromOffset));
            long windowBytes = nextWindow(replay);
            replays.put(new Next(partition, nextOffset), new Replay(windowBytes, nowNanos));
            return Math.min(windowBytes, memoryBytes / replays.size());
        } finally {
            lock.unlock();
        }
    }

    /// What of the memory is each replay's.
    long shareBytes() {
        lock.lock();
        try {
            return memoryBytes / Math.max(1, replays.size());
        } finally {
            lock.unlock();
        }
    }

    private static long nextWindow(@Nullable Replay replay) {
        if (replay == null) {
            return 0;
        }
        return Math.clamp(2 * replay.windowBytes(), FIRST_WINDOW_BYTES, LAST_WINDOW_BYTES);
    }

    private void forget(long nowNanos) {
        var oldest = replays.entrySet().iterator();
        while (oldest.hasNext()) {
            boolean stale = nowNanos - oldest.next().getValue().movedNanos() > FORGOTTEN_AFTER.toNanos();
            if (!stale && replays.size() < MAX_REPLAYS) {
                return;
            }
            oldest.remove();
        }
    }
}
