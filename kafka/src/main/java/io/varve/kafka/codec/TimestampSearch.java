package io.varve.kafka.codec;

import io.varve.storage.batch.BatchHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Finds records of a batch by their timestamp, for ListOffsets. Opens the batch only if its header does not tell.
/// Stateless.
///
/// The batch is the one at the buffer's position, with its place in the log. Methods throw [MalformedDataException] if
/// its records cannot be read.
public final class TimestampSearch {

    private TimestampSearch() {}

    /// @param timestampMs of the record
    public record Found(long offset, long timestampMs) {}

    /// The first record at or after an offset that is not older than the timestamp.
    public static Optional<Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
        BatchHeader header = BatchHeader.read(batch);
        if (header.maxTimestampMs() < timestampMs) {
            return Optional.empty();
        }
        if (hasAllRecordsAtOneTime(header)) {
            return firstOf(header, fromOffset);
        }
        try (InputStream input = Codecs.decompress(header, batch)) {
            var records = new RecordStream(input, header, Codecs.maxBytes(header));
            while (records.next()) {
                if (records.offset() >= fromOffset && records.timestamp() >= timestampMs) {
                    return Optional.of(new Found(records.offset(), records.timestamp()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a buffer's stream", e);
        }
    }

    /// The record at or after an offset with the largest timestamp, the earliest of several; none if the
    /// records have no timestamps.
    public static Optional<Found> latest(ByteBuffer batch, long fromOffset) {
        BatchHeader header = BatchHeader.read(batch);
        if (header.maxTimestampMs() == RecordStream.NO_TIMESTAMP) {
            return Optional.empty();
        }
        if (hasAllRecordsAtOneTime(header)) {
            return firstOf(header, fromOffset);
        }
        try (InputStream input = Codecs.decompress(header, batch)) {
            var records = new RecordStream(input, header, Codecs.maxBytes(header));
            var latest = new Found(-1, RecordStream.NO_TIMESTAMP);
            while (records.next()) {
                if (records.offset() >= fromOffset && records.timestamp() > latest.timestampMs()) {
                    latest = new Found(records.offset(), records.timestamp());
                }
            }
            return latest.offset() < 0 ? Optional.empty() : Optional.of(latest);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a buffer's stream", e);
        }
    }

    /// Whether the header tells all. Which records compaction has left of a batch, it does not.
    private static boolean hasAllRecordsAtOneTime(BatchHeader header) {
        return header.logAppendTime() && header.recordCount() == header.lastOffsetDelta() + 1L;
    }

    private static Optional<Found> firstOf(BatchHeader header, long fromOffset) {
        return fromOffset > header.lastOffset()
                ? Optional.empty()
                : Optional.of(new Found(Math.max(fromOffset, header.baseOffset()), header.maxTimestampMs()));
    }
}
