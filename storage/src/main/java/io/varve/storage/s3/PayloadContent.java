package io.varve.storage.s3;

import io.varve.storage.Payload;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import software.amazon.awssdk.http.ContentStreamProvider;

/// A payload's parts as the streams that the SDK asks for.
record PayloadContent(Payload payload) implements ContentStreamProvider {

    @Override
    public InputStream newStream() {
        return new PartsStream(payload);
    }

    private static final class PartsStream extends InputStream {

        private final Queue<ByteBuffer> rest = new ArrayDeque<>();

        PartsStream(Payload payload) {
            payload.parts().forEach(part -> rest.add(part.duplicate()));
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            while (!rest.isEmpty() && !rest.element().hasRemaining()) {
                rest.remove();
            }
            if (rest.isEmpty()) {
                return -1;
            }
            int count = Math.min(length, rest.element().remaining());
            rest.element().get(bytes, offset, count);
            return count;
        }
    }
}
