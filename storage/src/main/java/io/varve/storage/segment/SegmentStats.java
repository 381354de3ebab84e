package io.varve.storage.segment;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;

/// What the rows of a segment are, exact bounds, for SQL engines.
///
/// @param minTimestampMs of the rows whose `kafka_timestamp` is not null, −1 if there are none; the same for the
/// largest
/// @param nullTimestamps rows whose `kafka_timestamp` is null
/// @param tombstones rows whose `kafka_value` is null
public record SegmentStats(
        long rowCount,
        long firstOffset,
        long lastOffset,
        long minTimestampMs,
        long maxTimestampMs,
        long nullTimestamps,
        long tombstones,
        long minIngestMs,
        long maxIngestMs) {

    public SegmentStats {
        if (rowCount <= 0
                || firstOffset < 0
                || lastOffset - firstOffset < rowCount - 1
                || nullTimestamps < 0
                || nullTimestamps > rowCount
                || tombstones < 0
                || tombstones > rowCount
                || minTimestampMs > maxTimestampMs
                || minIngestMs > maxIngestMs) {
            throw new IllegalArgumentException(rowCount + " rows, " + nullTimestamps + " without a time, " + tombstones
                    + " without a value, of offsets " + firstOffset + " to " + lastOffset + ", times " + minTimestampMs
                    + " to " + maxTimestampMs
                    + ", come " + minIngestMs + " to " + maxIngestMs);
        }
    }

    public void write(ByteWriter out) {
        out.varint(rowCount)
                .varint(firstOffset)
                .varint(lastOffset)
                .zigzag(minTimestampMs)
                .zigzag(maxTimestampMs)
                .varint(nullTimestamps)
                .varint(tombstones)
                .zigzag(minIngestMs)
                .zigzag(maxIngestMs);
    }

    /// @throws MalformedDataException if they cannot be
    public static SegmentStats read(ByteReader in) {
        long rowCount = in.varint();
        long firstOffset = in.varint();
        long lastOffset = in.varint();
        long minTimestampMs = in.zigzag();
        long maxTimestampMs = in.zigzag();
        long nullTimestamps = in.varint();
        long tombstones = in.varint();
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
                    tombstones,
                    minIngestMs,
                    maxIngestMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedDataException(String.valueOf(e.getMessage()));
        }
    }
}
