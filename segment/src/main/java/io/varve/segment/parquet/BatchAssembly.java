package io.varve.segment.parquet;

import io.varve.core.ByteWriter;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.batch.RecordCursor;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/// Puts rows together to the batch that they came from, in arrays that are used again. Not thread-safe.
final class BatchAssembly {

    /// A log that never truncates has one epoch.
    private static final int LEADER_EPOCH = 0;

    private final ByteWriter records = new ByteWriter(1 << 16);
    private final ByteWriter headers = new ByteWriter();
    private int headerCount;
    private int recordCount;
    private int lastDelta = -1;

    /// Begins the headers of the next record.
    void beginHeaders() {
        headers.clear();
        headerCount = 0;
    }

    void addHeader(Binary key, @Nullable Binary value) {
        headerCount++;
        nullable(headers, key);
        nullable(headers, value);
    }

    /// Adds a record with the headers since [#beginHeaders].
    ///
    /// @param exactHeaders instead of those, their count and all, if not null
    /// @param offsetDelta larger than that of the record before
    void addRecord(
            int attributes,
            long timestampDelta,
            int offsetDelta,
            @Nullable Binary key,
            @Nullable Binary value,
            @Nullable Binary exactHeaders) {
        int headerBytes = exactHeaders != null ? exactHeaders.length() : zigzagBytes(headerCount) + headers.size();
        int size = 1
                + zigzagBytes(timestampDelta)
                + zigzagBytes(offsetDelta)
                + nullableBytes(key)
                + nullableBytes(value)
                + headerBytes;
        records.zigzag(size).u8(attributes).zigzag(timestampDelta).zigzag(offsetDelta);
        nullable(records, key);
        nullable(records, value);
        if (exactHeaders != null) {
            records.raw(exactHeaders.toByteBuffer());
        } else {
            records.zigzag(headerCount).raw(headers.view(0));
        }
        recordCount++;
        lastDelta = offsetDelta;
    }

    /// The offset delta of the last record, −1 before the first.
    int lastDelta() {
        return lastDelta;
    }

    /// The batch of the records since the last one was finished, valid until a record is added.
    OpenBatch finish(BatchColumns batch) {
        ByteBuffer bytes = records.view(0);
        var header = new BatchHeader(
                batch.baseOffset(),
                RecordBatchLayout.HEADER_BYTES + bytes.remaining(),
                LEADER_EPOCH,
                0,
                batch.attributes(),
                batch.lastOffsetDelta(),
                batch.baseTimestampMs(),
                batch.maxTimestampMs(),
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence(),
                recordCount);
        records.clear();
        recordCount = 0;
        lastDelta = -1;
        return new OpenBatch(header, batch.baseOffset(), bytes, batch.ingestMs());
    }

    private static void nullable(ByteWriter out, @Nullable Binary value) {
        if (value == null) {
            out.zigzag(RecordCursor.NULL);
        } else {
            out.zigzag(value.length()).raw(value.toByteBuffer());
        }
    }

    private static int nullableBytes(@Nullable Binary value) {
        return value == null ? zigzagBytes(RecordCursor.NULL) : zigzagBytes(value.length()) + value.length();
    }

    private static int zigzagBytes(long value) {
        long bits = (value << 1) ^ (value >> 63);
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(bits) + 6) / 7);
    }
}
