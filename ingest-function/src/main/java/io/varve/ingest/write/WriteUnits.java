package io.varve.ingest.write;

import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.LogCommand;
import io.varve.storage.wal.RunTable;

/// The rate at which a shard spends write units, whoever appends to it, over about a second. Thread-safe. The caller
/// tells the time.
final class WriteUnits {

    private static final int UNIT_BYTES = 1024;
    private static final long WINDOW_NANOS = 1_000_000_000L;

    // An estimate will do, for only a threshold depends on it: encoding each entry again would cost more than it tells.
    private static final int ENTRY_BYTES = 64;
    private static final int PARTITION_BYTES = 6;
    private static final int BATCH_BYTES = 14;

    /// Guarded by this object's monitor, as are the counts.
    private long windowStartNanos;

    private long unitsBefore;
    private long units;

    WriteUnits(long nowNanos) {
        windowStartNanos = nowNanos;
    }

    /// What an entry costs, about.
    static long of(Entry entry) {
        long bytes = (long) ENTRY_BYTES + entry.inline().remaining();
        for (var command : entry.commands()) {
            if (command instanceof LogCommand.Flush flush) {
                bytes += sizeOf(flush.table());
            }
        }
        return (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
    }

    private static long sizeOf(RunTable table) {
        return (long) table.partitions().size() * PARTITION_BYTES + (long) table.batchCount() * BATCH_BYTES;
    }

    synchronized void spent(long spentUnits, long nowNanos) {
        slide(nowNanos);
        units += spentUnits;
    }

    /// Units in a second, from this window and what of the last one is not yet a second ago.
    synchronized long perSecond(long nowNanos) {
        slide(nowNanos);
        return units + unitsBefore * (WINDOW_NANOS - (nowNanos - windowStartNanos)) / WINDOW_NANOS;
    }

    private void slide(long nowNanos) {
        long windows = (nowNanos - windowStartNanos) / WINDOW_NANOS;
        if (windows > 0) {
            unitsBefore = windows == 1 ? units : 0;
            units = 0;
            windowStartNanos += windows * WINDOW_NANOS;
        }
    }
}
