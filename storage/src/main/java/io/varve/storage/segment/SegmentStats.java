package io.varve.storage.segment;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;

/// What the rows of a segment are, in exact bounds, for engines that skip files by them.
///
/// @param firstOffset of the first row
/// @param lastOffset of the last row
/// @param minTimestampMs of the rows whose `kafka_timestamp` is not null; −1 if it is null in all
/// @param maxTimestampMs the same
/// @param nullTimestamps rows whose `kafka_timestamp` is null
/// @param minIngestMs when the first of the records came into the log, in milliseconds since the Unix epoch
/// @param maxIngestMs when the last one did
public record SegmentStats(
        long rowCount,
        long firstOffset,
        long lastOffset,
        long minTimestampMs,
        long maxTimestampMs,
        long nullTimestamps,
        long minIngestMs,
        long maxIngestMs) {

    public SegmentStats {
        if (rowCount <= 0
                || firstOffset < 0
                || lastOffset < firstOffset
                || lastOffset - firstOffset < rowCount - 1
                || nullTimestamps < 0
                || nullTimestamps > rowCount
                || minTimestampMs > maxTimestampMs
                || minIngestMs > maxIngestMs) {
            throw new IllegalArgumentException(rowCount + " rows, " + nullTimestamps + " without a time, of offsets "
                    + firstOffset + " to " + lastOffset + ", times " + minTimestampMs + " to " + maxTimestampMs
                    + ", come " + minIngestMs + " to " + maxIngestMs);
        }
    }

    public void write(ByteWriter out) {
        out.varint(rowCount)
                .varint(firstOffset)
                .varint(lastOffset - firstOffset)
                .zigzag(minTimestampMs)
                .zigzag(maxTimestampMs)
                .varint(nullTimestamps)
                .zigzag(minIngestMs)
                .zigzag(maxIngestMs);
    }

    /// @throws MalformedDataException if they cannot be
    public static SegmentStats read(ByteReader in) {
        long rowCount = in.varint();
        long firstOffset = in.varint();
        long lastOffset = firstOffset + in.varint();
        long minTimestampMs = in.zigzag();
        long maxTimestampMs = in.zigzag();
        long nullTimestamps = in.varint();
        long minIngestMs = in.zigzag();
        long maxIngestMs = in.zigzag();
        try {
            return new SegmentStats(
                    rowCount,
                    firstOffset,
                    lastOffset,
                    minTimestampMs,
                    maxTimestampMs,
                    nullTimestamps,
                    minIngestMs,
                    maxIngestMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedDataException(String.valueOf(e.getMessage()));
        }
    }
}
