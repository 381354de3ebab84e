package io.varve.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing byte array that is written at its end. Fixed-width numbers are big-endian; varints are the unsigned LEB128
/// of Protocol Buffers. Not thread-safe. [ByteReader] reads what this writes.
public final class ByteWriter {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    public int size() {
        return size;
    }

    /// Forgets what was written; the array stays, and so views of it are no longer valid.
    public ByteWriter clear() {
        size = 0;
        return this;
    }

    public ByteWriter u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter i16(int value) {
        return u8(value >> 8).u8(value);
    }

    public ByteWriter i32(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
        return this;
    }

    public ByteWriter i64(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
        return this;
    }

    /// One to ten bytes; small non-negative numbers take the fewest.
    public ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /// A varint in which small negative numbers are short as well.
    public ByteWriter zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    public ByteWriter id(Id128 id) {
        return i64(id.high()).i64(id.low());
    }

    public ByteWriter topicId(TopicId id) {
        return i64(id.high()).i64(id.low());
    }

    /// A length as a varint, then the UTF-8 bytes.
    public ByteWriter string(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A length as a varint, then the bytes.
    public ByteWriter bytes(byte[] value) {
        return varint(value.length).raw(value, 0, value.length);
    }

    /// The bytes alone.
    public ByteWriter raw(byte[] value, int offset, int length) {
        reserve(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
        return this;
    }

    /// The remaining bytes of the buffer, whose position does not move.
    public ByteWriter raw(ByteBuffer value) {
        int length = value.remaining();
        reserve(length);
        value.get(value.position(), bytes, size, length);
        size += length;
        return this;
    }

    /// The bytes written from `from` on, without a copy; valid until the next write.
    public ByteBuffer view(int from) {
        return ByteBuffer.wrap(bytes, from, size - from).slice();
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.min(bytes.length, 1 << 30) * 2));
        }
    }
}
