package io.varve.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads what [ByteWriter] wrote, and trusts none of it: every length is checked against what is left before anything
/// is allocated. Not thread-safe.
///
/// All methods throw [MalformedDataException] where the bytes end early or a length cannot be.
public final class ByteReader {

    private final ByteBuffer bytes;

    public ByteReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    /// Reads the buffer's remaining bytes; the buffer's own position does not move.
    public ByteReader(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    public int position() {
        return bytes.position();
    }

    public int remaining() {
        return bytes.remaining();
    }

    public int u8() {
        require(1);
        return bytes.get() & 0xFF;
    }

    public short i16() {
        require(Short.BYTES);
        return bytes.getShort();
    }

    public int i32() {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    public long i64() {
        require(Long.BYTES);
        return bytes.getLong();
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8();
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedDataException("a varint has more than ten bytes at position " + position());
    }

    /// A varint that must be a non-negative `int`.
    public int varint32() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedDataException(value + " is not a non-negative 32-bit number, at position " + position());
        }
        return (int) value;
    }

    public long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /// The number of elements that follow, each of which takes at least `minElementBytes`: a count that the
    /// remaining bytes cannot hold is refused before anybody allocates for it.
    public int count(int minElementBytes) {
        int count = varint32();
        if ((long) count * minElementBytes > remaining()) {
            throw new MalformedDataException(count + " elements cannot fit into " + remaining() + " bytes");
        }
        return count;
    }

    public Id128 id() {
        return new Id128(i64(), i64());
    }

    public TopicId topicId() {
        return new TopicId(i64(), i64());
    }

    public String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        byte[] value = new byte[count(1)];
        bytes.get(value);
        return value;
    }

    /// The next `length` bytes without a copy.
    public ByteBuffer slice(int length) {
        require(length);
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    /// Refuses bytes that follow the last expected one.
    public void end() {
        if (bytes.hasRemaining()) {
            throw new MalformedDataException(remaining() + " bytes too many at position " + position());
        }
    }

    private void require(int length) {
        if (length < 0 || bytes.remaining() < length) {
            throw new MalformedDataException(
                    length + " bytes wanted at position " + position() + ", " + remaining() + " are left");
        }
    }
}
