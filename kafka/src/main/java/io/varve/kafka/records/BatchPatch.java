package io.varve.kafka.records;

import io.varve.core.Crc32c;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;

/// Writes the fields of a record batch that are the broker's.
public final class BatchPatch {

    /// Base offset, length and leader epoch: before the magic, in every format, and outside the CRC.
    public static final int PLACE_BYTES = RecordBatchLayout.MAGIC;

    private static final int CODEC_MASK = 0x07;
    private static final int LOG_APPEND_TIME_FLAG = 0x08;

    private BatchPatch() {}

    /// The first [#PLACE_BYTES] of a batch with its place in the log: to be sent before the rest of the batch,
    /// which stays where it is. The batch at the buffer's position is not touched.
    public static ByteBuffer placed(ByteBuffer batch, long baseOffset, int partitionLeaderEpoch) {
        return ByteBuffer.allocate(PLACE_BYTES)
                .putLong(baseOffset)
                .putInt(batch.getInt(batch.position() + RecordBatchLayout.LENGTH))
                .putInt(partitionLeaderEpoch)
                .flip();
    }

    /// What follows the bytes of [#placed], without a copy.
    public static ByteBuffer unpatched(ByteBuffer batch, int sizeBytes) {
        return batch.slice(batch.position() + PLACE_BYTES, sizeBytes - PLACE_BYTES);
    }

    /// Writes the place in the log into the batch at the buffer's position, which must be the caller's own.
    public static void place(ByteBuffer batch, long baseOffset, int partitionLeaderEpoch) {
        int at = batch.position();
        batch.putLong(at + RecordBatchLayout.BASE_OFFSET, baseOffset);
        batch.putInt(at + RecordBatchLayout.PARTITION_LEADER_EPOCH, partitionLeaderEpoch);
    }

    /// Gives every record the time at which it is appended, and the batch a new CRC. Changes the batch that the
    /// buffer's remaining bytes are.
    public static void appendedAt(ByteBuffer batch, long timestampMs) {
        int at = batch.position();
        int attributes = batch.getShort(at + RecordBatchLayout.ATTRIBUTES);
        batch.putShort(at + RecordBatchLayout.ATTRIBUTES, (short) (attributes | LOG_APPEND_TIME_FLAG));
        batch.putLong(at + RecordBatchLayout.MAX_TIMESTAMP, timestampMs);
        sign(batch);
    }

    /// Writes the largest timestamp that producers gave the records of a batch, and a new CRC. Changes the
    /// batch that the buffer's remaining bytes are.
    public static void createdUntil(ByteBuffer batch, long maxTimestampMs) {
        batch.putLong(batch.position() + RecordBatchLayout.MAX_TIMESTAMP, maxTimestampMs);
        sign(batch);
    }

    /// Completes the header of a batch whose records were compressed anew: length, codec, CRC. Changes the
    /// batch that the buffer's remaining bytes are.
    public static void recompressed(ByteBuffer batch, Codec codec) {
        int at = batch.position();
        int attributes = batch.getShort(at + RecordBatchLayout.ATTRIBUTES);
        batch.putInt(at + RecordBatchLayout.LENGTH, batch.remaining() - RecordBatchLayout.LOG_OVERHEAD_BYTES);
        batch.putShort(at + RecordBatchLayout.ATTRIBUTES, (short) ((attributes & ~CODEC_MASK) | codec.id()));
        sign(batch);
    }

    /// Writes the CRC of the batch that the buffer's remaining bytes are.
    static void sign(ByteBuffer batch) {
        int at = batch.position();
        ByteBuffer covered =
                batch.slice(at + RecordBatchLayout.ATTRIBUTES, batch.remaining() - RecordBatchLayout.ATTRIBUTES);
        batch.putInt(at + RecordBatchLayout.CRC, Crc32c.of(covered));
    }
}
