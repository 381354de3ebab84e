package io.varve.segment.batch;

import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.wal.BatchMeta;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// Makes record batches as they are stored and fetched. Stateless.
public final class BatchClosing {

    /// A log that never truncates has one epoch.
    private static final int LEADER_EPOCH = 0;

    private static final long NO_TIMESTAMP = -1;

    private BatchClosing() {}

    /// A whole batch in the codec that its attributes name, with lengths, checksum and base offset set.
    ///
    /// @throws MalformedDataException if there is no such codec
    public static ByteBuffer close(OpenBatch batch) {
        Compression codec = BatchCodec.of(batch.header());
        ByteBuffer records = batch.records();
        if (codec.type() == CompressionType.NONE) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(RecordBatchLayout.HEADER_BYTES, records.remaining()));
            bytes.put(RecordBatchLayout.HEADER_BYTES, records, records.position(), records.remaining());
            return withHeader(bytes, batch.header(), batch.baseOffset());
        }
        // Mostly enough: records that do not shrink make it grow.
        var output = new ByteBufferOutputStream(RecordBatchLayout.HEADER_BYTES + records.remaining() / 2);
        output.position(RecordBatchLayout.HEADER_BYTES);
        try (OutputStream compressed = codec.wrapForOutput(output, RecordBatchLayout.MAGIC_V2)) {
            write(records, compressed);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a buffer", e);
        }
        return withHeader(output.buffer().flip().slice(), batch.header(), batch.baseOffset());
    }

    /// A batch of format 2 without records that covers `[baseOffset, endOffset)`, so that who reads goes on after
    /// it.
    public static ByteBuffer empty(long baseOffset, long endOffset) {
        long lastOffsetDelta = endOffset - baseOffset - 1;
        if (baseOffset < 0 || lastOffsetDelta < 0 || lastOffsetDelta > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("one batch cannot cover offsets " + baseOffset + " to " + endOffset);
        }
        var header = new BatchHeader(
                baseOffset,
                RecordBatchLayout.HEADER_BYTES,
                LEADER_EPOCH,
                0,
                (short) 0,
                (int) lastOffsetDelta,
                NO_TIMESTAMP,
                NO_TIMESTAMP,
                BatchMeta.NO_PRODUCER_ID,
                BatchMeta.NO_PRODUCER_EPOCH,
                BatchMeta.NO_SEQUENCE,
                0);
        return withHeader(ByteBuffer.allocate(RecordBatchLayout.HEADER_BYTES), header, baseOffset);
    }

    private static void write(ByteBuffer records, OutputStream output) throws IOException {
        if (records.hasArray()) {
            output.write(records.array(), records.arrayOffset() + records.position(), records.remaining());
        } else {
            byte[] copy = new byte[records.remaining()];
            records.get(records.position(), copy);
            output.write(copy);
        }
    }

    /// Writes the header in front of the records.
    private static ByteBuffer withHeader(ByteBuffer batch, BatchHeader header, long baseOffset) {
        batch.putLong(RecordBatchLayout.BASE_OFFSET, baseOffset)
                .putInt(RecordBatchLayout.LENGTH, batch.limit() - RecordBatchLayout.LOG_OVERHEAD_BYTES)
                .putInt(RecordBatchLayout.PARTITION_LEADER_EPOCH, header.partitionLeaderEpoch())
                .put(RecordBatchLayout.MAGIC, RecordBatchLayout.MAGIC_V2)
                .putShort(RecordBatchLayout.ATTRIBUTES, header.attributes())
                .putInt(RecordBatchLayout.LAST_OFFSET_DELTA, header.lastOffsetDelta())
                .putLong(RecordBatchLayout.BASE_TIMESTAMP, header.baseTimestampMs())
                .putLong(RecordBatchLayout.MAX_TIMESTAMP, header.maxTimestampMs())
                .putLong(RecordBatchLayout.PRODUCER_ID, header.producerId())
                .putShort(RecordBatchLayout.PRODUCER_EPOCH, header.producerEpoch())
                .putInt(RecordBatchLayout.BASE_SEQUENCE, header.baseSequence())
                .putInt(RecordBatchLayout.RECORD_COUNT, header.recordCount());
        int crc = Crc32c.of(batch.slice(RecordBatchLayout.ATTRIBUTES, batch.limit() - RecordBatchLayout.ATTRIBUTES));
        return batch.putInt(RecordBatchLayout.CRC, crc);
    }
}
