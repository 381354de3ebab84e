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
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// Makes record batches as they are stored and fetched. Stateless.
public final class BatchClosing {

    /// A log that never truncates has one epoch.
    private static final int LEADER_EPOCH = 0;

    private static final long NO_TIMESTAMP = -1;

    private BatchClosing() {}

    /// A whole batch in the codec that its attributes name, with lengths, checksum and base offset set, in a
    /// buffer of its own that is no larger.
    ///
    /// @param space in which the records do not lie
    /// @throws MalformedDataException if there is no such codec
    public static ByteBuffer close(OpenBatch batch, CodecSpace space) {
        Compression codec = BatchCodec.of(batch.header());
        ByteBuffer records = switch (codec.type()) {
            case NONE -> batch.records();
            case LZ4 -> lz4(batch.records(), space);
            default -> compressed(codec, batch.records(), space);
        };
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(RecordBatchLayout.HEADER_BYTES, records.remaining()));
        bytes.put(RecordBatchLayout.HEADER_BYTES, records, records.position(), records.remaining());
        return withHeader(bytes, batch.header(), batch.baseOffset());
    }

    /// The same for one batch alone.
    public static ByteBuffer close(OpenBatch batch) {
        return close(batch, new CodecSpace());
    }

    /// Kafka's stream gets memory anew for each batch, and copies all of it twice.
    private static ByteBuffer lz4(ByteBuffer records, CodecSpace space) {
        Bytes source = Bytes.of(records);
        byte[] target = space.atLeast(Lz4Frame.spaceBytes(records.remaining()));
        int end = Lz4Frame.write(source.array(), source.from(), records.remaining(), target, 0);
        return ByteBuffer.wrap(target, 0, end);
    }

    private static ByteBuffer compressed(Compression codec, ByteBuffer records, CodecSpace space) {
        Bytes source = Bytes.of(records);
        // Mostly enough: records that do not shrink make it grow.
        var output = new ByteBufferOutputStream(ByteBuffer.wrap(space.atLeast(records.remaining())));
        try (OutputStream stream = codec.wrapForOutput(output, RecordBatchLayout.MAGIC_V2)) {
            stream.write(source.array(), source.from(), records.remaining());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a buffer", e);
        }
        return output.buffer().flip();
    }

    /// What holds records, and where in it.
    private record Bytes(byte[] array, int from) {

        /// A copy where no array does.
        static Bytes of(ByteBuffer records) {
            if (records.hasArray()) {
                return new Bytes(records.array(), records.arrayOffset() + records.position());
            }
            byte[] copy = new byte[records.remaining()];
            records.get(records.position(), copy);
            return new Bytes(copy, 0);
        }
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
