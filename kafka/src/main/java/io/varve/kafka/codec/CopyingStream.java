package io.varve.kafka.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntSupplier;

/// Writes whatever is read from a stream to another, until that has produced too much.
final class CopyingStream extends InputStream {

    private final InputStream input;
    private final OutputStream copy;
    private final IntSupplier producedBytes;
    private final int maxBytes;

    CopyingStream(InputStream input, OutputStream copy, IntSupplier producedBytes, int maxBytes) {
        this.input = input;
        this.copy = copy;
        this.producedBytes = producedBytes;
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = input.read(target, offset, length);
        if (count > 0) {
            copy.write(target, offset, count);
        }
        if (producedBytes.getAsInt() > maxBytes) {
            throw new OutputFullException(producedBytes.getAsInt());
        }
        return count;
    }
}
