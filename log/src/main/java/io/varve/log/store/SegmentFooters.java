package io.varve.log.store;

import io.varve.metadata.entry.SegmentRef;
import io.varve.segment.parquet.SegmentFooter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The footers of segments that this node has read, up to a number of them and of bytes; the ones not asked for longest
/// go first. A footer that is being fetched is waited for, so that nobody fetches it twice.
///
/// Thread-safe.
final class SegmentFooters {

    private final int maxFooters;
    private final long maxBytes;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<SegmentRef, CompletableFuture<SegmentFooter>> fetching = new HashMap<>();

    /// The one to forget first first.
    private final LinkedHashMap<SegmentRef, CompletableFuture<SegmentFooter>> byUse =
            new LinkedHashMap<>(16, 0.75f, true);

    private long sizeBytes;

    /// @param maxBytes counted as they lie in their segments
    SegmentFooters(int maxFooters, long maxBytes) {
        this.maxFooters = maxFooters;
        this.maxBytes = maxBytes;
    }

    /// @param mine whether the caller has to fetch it, and then to [#fill] or [#fail] it
    record Claim(SegmentRef segment, CompletableFuture<SegmentFooter> footer, boolean mine) {}

    Claim claim(SegmentRef segment) {
        lock.lock();
        try {
            CompletableFuture<SegmentFooter> there = byUse.get(segment);
            if (there == null) {
                there = fetching.get(segment);
            }
            if (there != null) {
                return new Claim(segment, there, false);
            }
            var footer = new CompletableFuture<SegmentFooter>();
            fetching.put(segment, footer);
            return new Claim(segment, footer, true);
        } finally {
            lock.unlock();
        }
    }

    /// The footer if it is here; null if not, also if somebody fetches it.
    @Nullable
    SegmentFooter known(SegmentRef segment) {
        lock.lock();
        try {
            CompletableFuture<SegmentFooter> there = byUse.get(segment);
            return there == null ? null : there.getNow(null);
        } finally {
            lock.unlock();
        }
    }

    void fill(Claim claim, SegmentFooter footer) {
        lock.lock();
        try {
            fetching.remove(claim.segment());
            byUse.put(claim.segment(), claim.footer());
            sizeBytes += claim.segment().footer().length();
            forget();
        } finally {
            lock.unlock();
        }
        claim.footer().complete(footer);
    }

    /// The next one to ask fetches it again.
    void fail(Claim claim, RuntimeException cause) {
        lock.lock();
        try {
            fetching.remove(claim.segment());
        } finally {
            lock.unlock();
        }
        claim.footer().completeExceptionally(cause);
    }

    /// What the footers that are kept take.
    long sizeBytes() {
        lock.lock();
        try {
            return sizeBytes;
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        while (byUse.size() > maxFooters || sizeBytes > maxBytes) {
            Map.@Nullable Entry<SegmentRef, CompletableFuture<SegmentFooter>> first = byUse.pollFirstEntry();
            if (first == null) {
                return;
            }
            sizeBytes -= first.getKey().footer().length();
        }
    }
}
