package io.varve.log.read;

import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;

/// A record batch with its place in the log. Its first bytes, which say so, are a copy of its own; the rest is shared
/// with the cache and may not be written to.
///
/// @param lastOffset of the batch; the next one begins behind it
/// @param head the fields before the magic
/// @param tail everything from the magic on
public record ReadBatch(long baseOffset, long lastOffset, ByteBuffer head, ByteBuffer tail) {

    private static final int HEAD_BYTES = RecordBatchLayout.MAGIC;

    /// The log is never truncated, so there is one epoch for all time.
    private static final int LEADER_EPOCH = 0;

    /// @param stored begins with the batch
    static ReadBatch placed(ByteBuffer stored, BatchHeader header, long baseOffset) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .putLong(baseOffset)
                .putInt(header.sizeBytes() - RecordBatchLayout.LOG_OVERHEAD_BYTES)
                .putInt(LEADER_EPOCH)
                .flip();
        ByteBuffer tail = stored.slice(stored.position() + HEAD_BYTES, header.sizeBytes() - HEAD_BYTES);
        return new ReadBatch(baseOffset, baseOffset + header.lastOffsetDelta(), head, tail);
    }

    public int sizeBytes() {
        return HEAD_BYTES + tail.remaining();
    }

    /// Appends the whole batch to a buffer.
    public void writeTo(ByteBuffer out) {
        out.put(head.duplicate()).put(tail.duplicate());
    }

    /// The whole batch in one piece.
    public ByteBuffer copy() {
        ByteBuffer whole = ByteBuffer.allocate(sizeBytes());
        writeTo(whole);
        return whole.flip();
    }
}
