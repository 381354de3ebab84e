package io.varve.segment.batch;

import io.varve.core.ByteWriter;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Leaves records out of batches. What stays keeps its offset, and the batch the offsets that it covers. Of one thread;
/// meant to be used again and again.
public final class BatchFilter {

    private final RecordCursor records = new RecordCursor();
    private final ByteWriter kept = new ByteWriter(1 << 16);

    /// Whether a record stays.
    public interface Rule {

        /// @param key a view that is valid during the call, null if the record has none
        /// @param tombstone whether the record has no value
        boolean keeps(long offset, @Nullable ByteBuffer key, boolean tombstone);
    }

    /// @return the batch itself if all of its records stay, empty if none does
    /// @throws io.varve.core.MalformedDataException if the records are not what the header says
    public Optional<OpenBatch> filter(OpenBatch batch, Rule rule) {
        ByteBuffer stored = batch.records();
        byte[] bytes;
        if (stored.hasArray()) {
            bytes = stored.array();
            int from = stored.arrayOffset() + stored.position();
            records.begin(bytes, from, from + stored.remaining());
        } else {
            bytes = new byte[stored.remaining()];
            stored.get(stored.position(), bytes);
            records.begin(bytes, 0, bytes.length);
        }
        kept.clear();
        int keptCount = 0;
        long maxTimestampMs = -1;
        for (int i = 0; i < batch.header().recordCount(); i++) {
            records.next();
            if (rule.keeps(
                    batch.baseOffset() + records.offsetDelta(),
                    key(bytes),
                    records.valueLength() == RecordCursor.NULL)) {
                kept.raw(bytes, records.recordAt(), records.recordEnd() - records.recordAt());
                keptCount++;
                maxTimestampMs = Math.max(maxTimestampMs, batch.header().baseTimestampMs() + records.timestampDelta());
            }
            records.passRecord();
        }
        if (keptCount == batch.header().recordCount()) {
            return Optional.of(batch);
        }
        return keptCount == 0 ? Optional.empty() : Optional.of(withKept(batch, keptCount, maxTimestampMs));
    }

    private @Nullable ByteBuffer key(byte[] bytes) {
        return records.keyLength() == RecordCursor.NULL
                ? null
                : ByteBuffer.wrap(bytes, records.keyAt(), records.keyLength()).slice();
    }

    private OpenBatch withKept(OpenBatch batch, int count, long maxTimestampMs) {
        BatchHeader header = batch.header();
        ByteBuffer bytes = ByteBuffer.wrap(kept.toByteArray());
        return new OpenBatch(
                new BatchHeader(
                        header.baseOffset(),
                        RecordBatchLayout.HEADER_BYTES + bytes.remaining(),
                        header.partitionLeaderEpoch(),
                        0,
                        header.attributes(),
                        header.lastOffsetDelta(),
                        header.baseTimestampMs(),
                        header.logAppendTime() ? header.maxTimestampMs() : maxTimestampMs,
                        header.producerId(),
                        header.producerEpoch(),
                        header.baseSequence(),
                        count),
                batch.baseOffset(),
                bytes,
                batch.ingestMs());
    }
}
