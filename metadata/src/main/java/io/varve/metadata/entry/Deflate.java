package io.varve.metadata.entry;

import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Raw deflate streams (RFC 1951), made at the fastest level: bytes that say the same again and again are what they are
/// for.
final class Deflate {

    private Deflate() {}

    static ByteBuffer deflate(ByteBuffer plain) {
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain.duplicate());
            deflater.finish();
            var out = new ByteWriter(plain.remaining() / 4);
            byte[] chunk = new byte[Math.min(8 * 1024, plain.remaining() + 64)];
            while (!deflater.finished()) {
                out.raw(chunk, 0, deflater.deflate(chunk));
            }
            return out.view(0);
        } finally {
            deflater.end();
        }
    }

    /// @param size of what was deflated, which the caller has found to be acceptable
    /// @throws MalformedDataException if it does not come to so many bytes
    static ByteBuffer inflate(ByteBuffer deflated, int size) {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(deflated.duplicate());
            ByteBuffer plain = ByteBuffer.allocate(size);
            while (plain.hasRemaining() && inflater.inflate(plain) > 0) {
                // The stream may come in several blocks.
            }
            boolean whole = !plain.hasRemaining() && inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (!whole) {
                throw new MalformedDataException("a deflate stream does not come to the " + size + " bytes it says");
            }
            return plain.flip();
        } catch (DataFormatException e) {
            throw new MalformedDataException("not a deflate stream: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
