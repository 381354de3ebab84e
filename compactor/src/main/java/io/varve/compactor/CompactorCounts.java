package io.varve.compactor;

import java.util.concurrent.atomic.LongAdder;

/// What a process has rewritten and deleted so far. Thread-safe; counts only grow.
public final class CompactorCounts {

    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder segments = new LongAdder();
    private final LongAdder bundles = new LongAdder();
    private final LongAdder poisonBatches = new LongAdder();
    private final LongAdder damagedRuns = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedCleanings = new LongAdder();
    private final LongAdder deleted = new LongAdder();

    public void read(long bytes) {
        bytesIn.add(bytes);
    }

    public void wroteSegment(long bytes) {
        segments.increment();
        bytesOut.add(bytes);
    }

    public void wroteBundle(long bytes) {
        bundles.increment();
        bytesOut.add(bytes);
    }

    public void metPoison() {
        poisonBatches.increment();
    }

    public void metDamage() {
        damagedRuns.increment();
    }

    public void wasRefused() {
        refused.increment();
    }

    public void cleaningWasRefused() {
        refusedCleanings.increment();
    }

    public void deleted(long objects) {
        deleted.add(objects);
    }

    /// Bytes of runs and segments that were read in order to be rewritten.
    public long bytesIn() {
        return bytesIn.sum();
    }

    /// Bytes of objects that were written.
    public long bytesOut() {
        return bytesOut.sum();
    }

    public long segments() {
        return segments.sum();
    }

    public long bundles() {
        return bundles.sum();
    }

    /// Batches whose checksum is right and whose records cannot be read: they stay as they are, in bundles.
    public long poisonBatches() {
        return poisonBatches.sum();
    }

    /// Runs and segments that are not what was written: they stay where they are.
    public long damagedRuns() {
        return damagedRuns.sum();
    }

    /// Results that came too late, because another compactor was faster or the log has changed.
    public long refused() {
        return refused.sum();
    }

    /// Cleanings of compacted logs that came too late, for the same reasons. What they had rewritten before
    /// that stays so.
    public long refusedCleanings() {
        return refusedCleanings.sum();
    }

    /// Objects that were deleted because nobody named them any more.
    public long deleted() {
        return deleted.sum();
    }
}
