package io.varve.kafka.codec;

import io.varve.core.MalformedDataException;
import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.records.BatchCheck.Failed;
import io.varve.kafka.records.BatchCheck.Passed;
import io.varve.kafka.records.BatchFault;
import io.varve.kafka.records.BatchPatch;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// Makes a batch what its topic wants: checks keys and timestamps, gives it the time of appending, compresses it anew.
/// Stateless.
///
/// A batch is decompressed only if a rule cannot be decided from its header: streaming, in a buffer of fixed
/// size, to a bounded number of bytes. The header's largest timestamp is believed, unless it tells none where
/// records have some: old clients leave it out, and Kafka's broker computes it itself. Since a record's
/// encoding does not depend on the codec, its bytes go from one codec to the other as they are.
public final class BatchOpener {

    private BatchOpener() {}

    /// Applies the rules to a batch that has passed the check of its header. Its bytes may be changed in place, or
    /// replaced by others.
    ///
    /// @param nowMs the node's wall clock
    public static BatchCheck open(Passed batch, OpenRules rules, long nowMs) {
        if (!rules.logAppendTime() && leavesOutTimestamps(batch.header())) {
            BatchCheck dated = withMaxTimestamp(batch, rules, nowMs);
            return dated instanceof Passed passed ? openDated(passed, rules, nowMs) : dated;
        }
        return openDated(batch, rules, nowMs);
    }

    private static boolean leavesOutTimestamps(BatchHeader header) {
        return header.maxTimestampMs() == RecordStream.NO_TIMESTAMP
                && header.baseTimestampMs() != RecordStream.NO_TIMESTAMP;
    }

    /// The batch with the largest timestamp of its records, in bytes of its own.
    private static BatchCheck withMaxTimestamp(Passed batch, OpenRules rules, long nowMs) {
        BatchHeader header = batch.header();
        try (InputStream input = Codecs.decompress(header, batch.bytes())) {
            var records = new RecordStream(input, header, Codecs.maxBytes(header));
            Optional<Failed> failed = failure(records, rules, nowMs);
            if (failed.isPresent()) {
                return failed.get();
            }
            ByteBuffer own = ByteBuffer.allocate(batch.bytes().remaining())
                    .put(batch.bytes().duplicate())
                    .flip();
            BatchPatch.createdUntil(own, records.maxTimestamp());
            return new Passed(BatchHeader.read(own), own);
        } catch (MalformedDataException e) {
            return malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a buffer's stream", e);
        }
    }

    private static BatchCheck openDated(Passed batch, OpenRules rules, long nowMs) {
        BatchHeader header = batch.header();
        if (!rules.logAppendTime() && tooLate(header.maxTimestampMs(), rules, nowMs)) {
            return outOfRange(header.maxTimestampMs(), rules, nowMs, BatchCheck.WHOLE_BATCH);
        }
        Optional<TargetCodec> target =
                rules.codec().filter(codec -> codec.codec().id() != header.compression());
        BatchCheck opened = batch;
        if (target.isPresent()) {
            opened = recompress(batch, target.get(), rules, nowMs);
        } else if (rules.keysRequired() || limitsThePast(rules)) {
            opened = inspect(batch, rules, nowMs);
        }
        if (rules.logAppendTime() && opened instanceof Passed passed) {
            BatchPatch.appendedAt(passed.bytes(), nowMs);
            return new Passed(BatchHeader.read(passed.bytes()), passed.bytes());
        }
        return opened;
    }

    private static boolean limitsThePast(OpenRules rules) {
        return !rules.logAppendTime() && rules.maxBeforeMs() != OpenRules.UNLIMITED_MS;
    }

    private static BatchCheck inspect(Passed batch, OpenRules rules, long nowMs) {
        BatchHeader header = batch.header();
        try (InputStream input = Codecs.decompress(header, batch.bytes())) {
            var records = new RecordStream(input, header, Codecs.maxBytes(header));
            Optional<Failed> failed = failure(records, rules, nowMs);
            return failed.isPresent() ? failed.get() : batch;
        } catch (MalformedDataException e) {
            return malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a buffer's stream", e);
        }
    }

    private static BatchCheck recompress(Passed batch, TargetCodec target, OpenRules rules, long nowMs) {
        BatchHeader header = batch.header();
        var output = new ByteBufferOutputStream(batch.bytes().remaining());
        output.write(batch.bytes().slice(0, RecordBatchLayout.HEADER_BYTES));
        try (OutputStream compressed = Codecs.compress(target, output);
                InputStream input = Codecs.decompress(header, batch.bytes())) {
            var copying = new CopyingStream(input, compressed, output::position, rules.maxBatchBytes());
            var records = new RecordStream(copying, header, Codecs.maxBytes(header));
            Optional<Failed> failed = failure(records, rules, nowMs);
            if (failed.isPresent()) {
                return failed.get();
            }
        } catch (OutputFullException e) {
            return tooLarge(e.sizeBytes(), rules);
        } catch (MalformedDataException e) {
            return malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a buffer", e);
        }
        ByteBuffer bytes = output.buffer().flip().slice();
        // What the codec wrote when it was closed was not counted.
        if (bytes.remaining() > rules.maxBatchBytes()) {
            return tooLarge(bytes.remaining(), rules);
        }
        BatchPatch.recompressed(bytes, target.codec());
        return new Passed(BatchHeader.read(bytes), bytes);
    }

    private static Optional<Failed> failure(RecordStream records, OpenRules rules, long nowMs) {
        while (records.next()) {
            if (records.offsetDelta() != records.index()) {
                return Optional.of(new Failed(
                        BatchFault.INVALID_RECORD,
                        "the record's offset delta is " + records.offsetDelta() + ", its index " + records.index(),
                        records.index()));
            }
            if (rules.keysRequired() && !records.hasKey()) {
                return Optional.of(new Failed(
                        BatchFault.INVALID_RECORD,
                        "Compacted topic cannot accept message without key.",
                        records.index()));
            }
            if (!rules.logAppendTime() && outOfRange(records.timestamp(), rules, nowMs)) {
                return Optional.of(outOfRange(records.timestamp(), rules, nowMs, records.index()));
            }
        }
        return Optional.empty();
    }

    private static boolean outOfRange(long timestamp, OpenRules rules, long nowMs) {
        return tooLate(timestamp, rules, nowMs)
                || (timestamp != RecordStream.NO_TIMESTAMP && nowMs - timestamp > rules.maxBeforeMs());
    }

    private static boolean tooLate(long timestamp, OpenRules rules, long nowMs) {
        return timestamp != RecordStream.NO_TIMESTAMP && timestamp - nowMs > rules.maxAfterMs();
    }

    private static Failed outOfRange(long timestamp, OpenRules rules, long nowMs, int recordIndex) {
        return new Failed(
                BatchFault.INVALID_TIMESTAMP,
                "timestamp " + timestamp + " is out of range at " + nowMs + ", which allows " + rules.maxBeforeMs()
                        + " ms before and " + rules.maxAfterMs() + " ms after",
                recordIndex);
    }

    private static Failed tooLarge(int sizeBytes, OpenRules rules) {
        return new Failed(
                BatchFault.MESSAGE_TOO_LARGE,
                "compressed as the topic wants it, the record batch has at least " + sizeBytes
                        + " bytes, the topic takes " + rules.maxBatchBytes(),
                BatchCheck.WHOLE_BATCH);
    }

    private static Failed malformed(MalformedDataException e) {
        return new Failed(BatchFault.INVALID_RECORD, String.valueOf(e.getMessage()), BatchCheck.WHOLE_BATCH);
    }
}
