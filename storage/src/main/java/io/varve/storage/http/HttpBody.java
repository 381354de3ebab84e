package io.varve.storage.http;

import io.varve.storage.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Writes the body of a request; its length stands in the request's headers.
@FunctionalInterface
public interface HttpBody {

    /// How much of a part without an array is copied at a time.
    int COPY_BYTES = 64 << 10;

    HttpBody NONE = out -> {};

    void writeTo(OutputStream out) throws IOException;

    /// The parts in order; those with an array go out without a copy.
    static HttpBody of(Payload payload) {
        return out -> {
            for (ByteBuffer part : payload.parts()) {
                write(part.duplicate(), out);
            }
        };
    }

    private static void write(ByteBuffer part, OutputStream out) throws IOException {
        if (part.hasArray()) {
            out.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
            return;
        }
        byte[] copy = new byte[Math.min(part.remaining(), COPY_BYTES)];
        while (part.hasRemaining()) {
            int count = Math.min(part.remaining(), copy.length);
            part.get(copy, 0, count);
            out.write(copy, 0, count);
        }
    }
}
