package io.varve.table;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.iceberg.io.SeekableInputStream;

/// Bytes in memory as a stream that Iceberg can move about in.
final class ByteStream extends SeekableInputStream {

    private final ByteBuffer bytes;

    /// @param bytes shared with others, none of whom writes to them
    ByteStream(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    @Override
    public long getPos() {
        return bytes.position();
    }

    @Override
    public void seek(long position) {
        bytes.position(Math.toIntExact(Objects.checkIndex(position, bytes.limit() + 1L)));
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length > 0 && !bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }
}
