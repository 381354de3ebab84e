package io.varve.kafka.records;

import io.varve.core.Crc32c;
import java.nio.ByteBuffer;

/// Writes the fields of a record batch that are the broker's.
public final class BatchPatch {

    private BatchPatch() {}

    /// The first [RecordBatchLayout#PATCHED_BYTES] of a batch with its place in the log: to be sent before the rest
    /// of
    /// the batch, which stays where it is. The batch at the buffer's position is not touched.
    public static ByteBuffer placed(ByteBuffer batch, long baseOffset, int partitionLeaderEpoch) {
        return ByteBuffer.allocate(RecordBatchLayout.PATCHED_BYTES)
                .putLong(baseOffset)
                .putInt(batch.getInt(batch.position() + RecordBatchLayout.LENGTH))
                .putInt(partitionLeaderEpoch)
                .flip();
    }

    /// What follows the bytes of [#placed], without a copy.
    public static ByteBuffer unpatched(ByteBuffer batch, int sizeBytes) {
        return batch.slice(
                batch.position() + RecordBatchLayout.PATCHED_BYTES, sizeBytes - RecordBatchLayout.PATCHED_BYTES);
    }

    /// Writes the place in the log into the batch at the buffer's position, which must be the caller's own.
    public static void place(ByteBuffer batch, long baseOffset, int partitionLeaderEpoch) {
        int at = batch.position();
        batch.putLong(at + RecordBatchLayout.BASE_OFFSET, baseOffset);
        batch.putInt(at + RecordBatchLayout.PARTITION_LEADER_EPOCH, partitionLeaderEpoch);
    }

    /// Gives every record the time at which it is appended, and the batch a new CRC. Changes the batch that the
    /// buffer's
    /// remaining bytes are.
    public static void appendedAt(ByteBuffer batch, long timestampMs) {
        int at = batch.position();
        int attributes = batch.getShort(at + RecordBatchLayout.ATTRIBUTES);
        batch.putShort(
                at + RecordBatchLayout.ATTRIBUTES, (short) (attributes | RecordBatchLayout.LOG_APPEND_TIME_FLAG));
        batch.putLong(at + RecordBatchLayout.MAX_TIMESTAMP, timestampMs);
        sign(batch);
    }

    /// Completes the header of a batch whose records were compressed anew: length, codec, CRC. Changes the batch
    /// that the
    /// buffer's remaining bytes are.
    public static void recompressed(ByteBuffer batch, Codec codec) {
        int at = batch.position();
        int attributes = batch.getShort(at + RecordBatchLayout.ATTRIBUTES);
        batch.putInt(at + RecordBatchLayout.LENGTH, batch.remaining() - RecordBatchLayout.LENGTH_OVERHEAD);
        batch.putShort(
                at + RecordBatchLayout.ATTRIBUTES, (short) ((attributes & ~RecordBatchLayout.CODEC_MASK) | codec.id()));
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
