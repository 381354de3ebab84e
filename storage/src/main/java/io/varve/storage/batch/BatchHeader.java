package io.varve.storage.batch;

import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;

/// The header of one record batch of format 2, see [RecordBatchLayout].
///
/// @param sizeBytes the whole batch, header included
public record BatchHeader(
        long baseOffset,
        int sizeBytes,
        int partitionLeaderEpoch,
        int crc,
        short attributes,
        int lastOffsetDelta,
        long baseTimestampMs,
        long maxTimestampMs,
        long producerId,
        short producerEpoch,
        int baseSequence,
        int recordCount) {

    private static final int COMPRESSION_MASK = 0x07;
    public static final int TIMESTAMP_TYPE_MASK = 0x08;
    private static final int TRANSACTIONAL_MASK = 0x10;
    private static final int CONTROL_MASK = 0x20;

    /// Reads the header of the batch that begins at the buffer's position, which does not move.
    ///
    /// @throws MalformedDataException if there is no whole batch of format 2
    public static BatchHeader read(ByteBuffer buffer) {
        int at = buffer.position();
        if (buffer.remaining() < RecordBatchLayout.HEADER_BYTES) {
            throw new MalformedDataException("a batch of " + buffer.remaining() + " bytes has no whole header");
        }
        byte magic = buffer.get(at + RecordBatchLayout.MAGIC);
        if (magic != RecordBatchLayout.MAGIC_V2) {
            throw new MalformedDataException("a batch of format " + magic + ", only format 2 is stored");
        }
        long sizeBytes = (long) buffer.getInt(at + RecordBatchLayout.LENGTH) + RecordBatchLayout.LOG_OVERHEAD_BYTES;
        if (sizeBytes < RecordBatchLayout.HEADER_BYTES || sizeBytes > buffer.remaining()) {
            throw new MalformedDataException("a batch of " + sizeBytes + " bytes in " + buffer.remaining());
        }
        return new BatchHeader(
                buffer.getLong(at + RecordBatchLayout.BASE_OFFSET),
                (int) sizeBytes,
                buffer.getInt(at + RecordBatchLayout.PARTITION_LEADER_EPOCH),
                buffer.getInt(at + RecordBatchLayout.CRC),
                buffer.getShort(at + RecordBatchLayout.ATTRIBUTES),
                buffer.getInt(at + RecordBatchLayout.LAST_OFFSET_DELTA),
                buffer.getLong(at + RecordBatchLayout.BASE_TIMESTAMP),
                buffer.getLong(at + RecordBatchLayout.MAX_TIMESTAMP),
                buffer.getLong(at + RecordBatchLayout.PRODUCER_ID),
                buffer.getShort(at + RecordBatchLayout.PRODUCER_EPOCH),
                buffer.getInt(at + RecordBatchLayout.BASE_SEQUENCE),
                buffer.getInt(at + RecordBatchLayout.RECORD_COUNT));
    }

    /// Whether the checksum of the batch that begins at the buffer's position is the one of its header.
    public boolean matchesChecksum(ByteBuffer buffer) {
        int from = buffer.position() + RecordBatchLayout.ATTRIBUTES;
        return Crc32c.of(buffer.slice(from, sizeBytes - RecordBatchLayout.ATTRIBUTES)) == crc;
    }

    /// What stays of the batch in run tables.
    public BatchMeta meta() {
        return new BatchMeta(
                recordCount, sizeBytes, maxTimestampMs, attributes, producerId, producerEpoch, baseSequence);
    }

    /// The number of the codec: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; others are unknown.
    public int compression() {
        return attributes & COMPRESSION_MASK;
    }

    /// Whether the log, not the producer, gave the records their timestamp.
    public boolean logAppendTime() {
        return (attributes & TIMESTAMP_TYPE_MASK) != 0;
    }

    public boolean transactional() {
        return (attributes & TRANSACTIONAL_MASK) != 0;
    }

    public boolean control() {
        return (attributes & CONTROL_MASK) != 0;
    }

    /// The header of the same batch outside of any transaction. Its checksum is not that of the batch then.
    public BatchHeader withoutTransaction() {
        return new BatchHeader(
                baseOffset,
                sizeBytes,
                partitionLeaderEpoch,
                crc,
                (short) (attributes & ~TRANSACTIONAL_MASK),
                lastOffsetDelta,
                baseTimestampMs,
                maxTimestampMs,
                producerId,
                producerEpoch,
                baseSequence,
                recordCount);
    }

    public long lastOffset() {
        return baseOffset + lastOffsetDelta;
    }
}
