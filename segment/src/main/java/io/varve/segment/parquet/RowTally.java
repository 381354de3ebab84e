package io.varve.segment.parquet;

import io.varve.storage.segment.SegmentStats;

/// Counts rows and keeps their bounds. Not thread-safe.
final class RowTally {

    private long rowCount;
    private long firstOffset;
    private long lastOffset;
    private long minShownMs = Long.MAX_VALUE;
    private long maxShownMs = Long.MIN_VALUE;
    private long nullTimestamps;
    private long tombstones;
    private long maxTimestampMs = Timestamps.NONE;
    private long minIngestMs = Long.MAX_VALUE;
    private long maxIngestMs = Long.MIN_VALUE;

    void add(long offset, long timestampMs, long ingestMs, boolean tombstone) {
        if (rowCount == 0) {
            firstOffset = offset;
        }
        rowCount++;
        tombstones += tombstone ? 1 : 0;
        lastOffset = offset;
        if (Timestamps.shown(timestampMs)) {
            minShownMs = Math.min(minShownMs, timestampMs);
            maxShownMs = Math.max(maxShownMs, timestampMs);
        } else {
            nullTimestamps++;
        }
        maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
        minIngestMs = Math.min(minIngestMs, ingestMs);
        maxIngestMs = Math.max(maxIngestMs, ingestMs);
    }

    long rowCount() {
        return rowCount;
    }

    long maxTimestampMs() {
        return maxTimestampMs;
    }

    long maxIngestMs() {
        return maxIngestMs;
    }

    SegmentStats stats() {
        boolean noneShown = nullTimestamps == rowCount;
        return new SegmentStats(
                rowCount,
                firstOffset,
                lastOffset,
                noneShown ? Timestamps.NONE : minShownMs,
                noneShown ? Timestamps.NONE : maxShownMs,
                nullTimestamps,
                tombstones,
                minIngestMs,
                maxIngestMs);
    }
}
