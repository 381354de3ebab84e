package io.varve.kafka.records;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The header of a record batch of format 2.
///
/// @param sizeBytes of the whole batch, header included
/// @param maxTimestamp in milliseconds, as its producer states it; −1 if the records have none
/// @param producerId −1 if the producer is not idempotent
public record BatchHeader(
        long baseOffset,
        int sizeBytes,
        int partitionLeaderEpoch,
        byte magic,
        int crc,
        short attributes,
        int lastOffsetDelta,
        long baseTimestamp,
        long maxTimestamp,
        long producerId,
        short producerEpoch,
        int baseSequence,
        int recordCount) {

    public static final long NO_PRODUCER_ID = -1;
    public static final long NO_TIMESTAMP = -1;

    /// Reads the header of the batch at the buffer's position, which does not move. Nothing is checked.
    ///
    /// @throws IndexOutOfBoundsException if fewer bytes than a header's remain
    public static BatchHeader read(ByteBuffer batch) {
        int at = batch.position();
        return new BatchHeader(
                batch.getLong(at + RecordBatchLayout.BASE_OFFSET),
                RecordBatchLayout.LENGTH_OVERHEAD + batch.getInt(at + RecordBatchLayout.LENGTH),
                batch.getInt(at + RecordBatchLayout.PARTITION_LEADER_EPOCH),
                batch.get(at + RecordBatchLayout.MAGIC),
                batch.getInt(at + RecordBatchLayout.CRC),
                batch.getShort(at + RecordBatchLayout.ATTRIBUTES),
                batch.getInt(at + RecordBatchLayout.LAST_OFFSET_DELTA),
                batch.getLong(at + RecordBatchLayout.BASE_TIMESTAMP),
                batch.getLong(at + RecordBatchLayout.MAX_TIMESTAMP),
                batch.getLong(at + RecordBatchLayout.PRODUCER_ID),
                batch.getShort(at + RecordBatchLayout.PRODUCER_EPOCH),
                batch.getInt(at + RecordBatchLayout.BASE_SEQUENCE),
                batch.getInt(at + RecordBatchLayout.RECORD_COUNT));
    }

    /// Empty if the id is one of those that nothing is assigned to.
    public Optional<Codec> codec() {
        return Codec.ofId(codecId());
    }

    public int codecId() {
        return attributes & RecordBatchLayout.CODEC_MASK;
    }

    public boolean logAppendTime() {
        return has(RecordBatchLayout.LOG_APPEND_TIME_FLAG);
    }

    public boolean transactional() {
        return has(RecordBatchLayout.TRANSACTIONAL_FLAG);
    }

    public boolean control() {
        return has(RecordBatchLayout.CONTROL_FLAG);
    }

    public boolean deleteHorizon() {
        return has(RecordBatchLayout.DELETE_HORIZON_FLAG);
    }

    public boolean idempotent() {
        return producerId != NO_PRODUCER_ID;
    }

    private boolean has(int flag) {
        return (attributes & flag) != 0;
    }
}
