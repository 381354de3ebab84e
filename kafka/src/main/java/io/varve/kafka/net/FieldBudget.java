package io.varve.kafka.net;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// Reads a message's fields, only so many of them, because the objects of a request that consists of nothing but tiny
/// fields weigh dozens of times what its frame does. The generated readers ask [#remaining] before they allocate an
/// array, so a count beyond the budget is refused there as one beyond the frame is.
final class FieldBudget extends ByteBufferAccessor {

    /// Every request may have that many, however short its frame.
    private static final int FREE_FIELDS = 1024;

    // The densest requests that clients send have a field in four bytes, produce requests one in thirty.
    private static final int CONTROL_BYTES_PER_FIELD = 2;
    private static final int RECORDS_BYTES_PER_FIELD = 16;

    private int fieldsLeft;

    FieldBudget(ByteBuffer bytes, boolean carriesRecords) {
        super(bytes);
        fieldsLeft =
                FREE_FIELDS + bytes.remaining() / (carriesRecords ? RECORDS_BYTES_PER_FIELD : CONTROL_BYTES_PER_FIELD);
    }

    @Override
    public int remaining() {
        return Math.min(super.remaining(), fieldsLeft);
    }

    @Override
    public byte readByte() {
        spend();
        return super.readByte();
    }

    @Override
    public short readShort() {
        spend();
        return super.readShort();
    }

    @Override
    public int readInt() {
        spend();
        return super.readInt();
    }

    @Override
    public long readLong() {
        spend();
        return super.readLong();
    }

    @Override
    public double readDouble() {
        spend();
        return super.readDouble();
    }

    @Override
    public byte[] readArray(int size) {
        spend();
        return super.readArray(size);
    }

    @Override
    public int readUnsignedVarint() {
        spend();
        return super.readUnsignedVarint();
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        spend();
        return super.readByteBuffer(length);
    }

    private void spend() {
        if (fieldsLeft == 0) {
            throw new IllegalArgumentException("too many fields for a request of this size");
        }
        fieldsLeft--;
    }
}
