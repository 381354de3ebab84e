package io.varve.storage.http;

import io.varve.storage.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/// Bodies of requests. They go out in pieces of up to 128 KiB, the most that the JDK hands to a socket in one system
/// call; its own publishers make pieces of 16 KiB.
public final class HttpBody {

    static final int PIECE_BYTES = 128 << 10;

    private HttpBody() {}

    /// The parts in order, without a copy.
    public static BodyPublisher of(Payload payload) {
        return publisher(() -> new SlicedParts(payload.parts()), payload.length());
    }

    /// What a stream holds.
    ///
    /// @param open opens the stream, which is read once, to its end
    /// @param length how many bytes it has
    public static BodyPublisher of(Supplier<InputStream> open, long length) {
        return publisher(() -> new StreamPieces(open.get(), length), length);
    }

    private static BodyPublisher publisher(Supplier<Iterator<ByteBuffer>> pieces, long length) {
        return length == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(new PiecePublisher(pieces), length);
    }

    private static final class SlicedParts implements Iterator<ByteBuffer> {

        private final Iterator<ByteBuffer> parts;
        private ByteBuffer part = ByteBuffer.allocate(0);

        SlicedParts(List<ByteBuffer> parts) {
            this.parts = parts.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!part.hasRemaining() && parts.hasNext()) {
                part = parts.next().duplicate();
            }
            return part.hasRemaining();
        }

        @Override
        public ByteBuffer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ByteBuffer piece = part.slice(part.position(), Math.min(part.remaining(), PIECE_BYTES));
            part.position(part.position() + piece.remaining());
            return piece;
        }
    }

    private static final class StreamPieces implements Iterator<ByteBuffer> {

        private final InputStream in;
        private long left;

        StreamPieces(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public ByteBuffer next() {
            try {
                byte[] piece = in.readNBytes((int) Math.min(left, PIECE_BYTES));
                if (piece.length == 0) {
                    throw new NoSuchElementException("the body ends " + left + " bytes early");
                }
                left -= piece.length;
                if (left == 0) {
                    in.close();
                }
                return ByteBuffer.wrap(piece);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
