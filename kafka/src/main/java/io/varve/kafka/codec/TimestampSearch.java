package io.varve.kafka.codec;

import io.varve.core.MalformedDataException;
import io.varve.kafka.records.BatchHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Finds records by their timestamp, for ListOffsets. Opens a batch only if its header does not tell.
///
/// A batch that cannot be read is answered by its first offset and its largest timestamp: whoever reads on from there
/// misses nothing.
public final class TimestampSearch {

    private TimestampSearch() {}

    /// A record's place.
    ///
    /// @param offsetDelta to be added to the batch's base offset in the log
    public record Found(int offsetDelta, long timestampMs) {}

    /// The first record that is not older than the timestamp, if the batch has one.
    ///
    /// @param batch the batch at the buffer's position
    public static Optional<Found> firstFrom(ByteBuffer batch, long timestampMs) {
        BatchHeader header = BatchHeader.read(batch);
        if (header.maxTimestamp() < timestampMs) {
            return Optional.empty();
        }
        // Without a record as late as the header says, the batch is answered as one that cannot be read.
        return Optional.of(find(header, batch, timestampMs));
    }

    /// The first record with the largest timestamp, if records have timestamps.
    public static Optional<Found> latest(ByteBuffer batch) {
        BatchHeader header = BatchHeader.read(batch);
        return header.maxTimestamp() == BatchHeader.NO_TIMESTAMP
                ? Optional.empty()
                : Optional.of(find(header, batch, header.maxTimestamp()));
    }

    private static Found find(BatchHeader header, ByteBuffer batch, long timestampMs) {
        var whole = new Found(0, header.maxTimestamp());
        if (header.logAppendTime()) {
            return whole;
        }
        try (InputStream input = Codecs.decompress(header, batch)) {
            var records = new RecordStream(input, header, Codecs.maxBytes(header));
            while (records.next()) {
                if (records.timestamp() >= timestampMs) {
                    return new Found(records.offsetDelta(), records.timestamp());
                }
            }
            return whole;
        } catch (MalformedDataException e) {
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException("closing a buffer's stream", e);
        }
    }
}
