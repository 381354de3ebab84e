package io.varve.kafka.net;

import io.varve.core.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A plain blocking socket. One thread reads, another writes, any may close.
///
/// The JDK copies heap buffers through temporary direct ones that it keeps per carrier thread, as large and as many as
/// it was ever asked for at once, so one call moves at most [#MAX_CALL_BYTES] in [#MAX_CALL_BUFFERS].
final class SocketTransport {

    private static final int MAX_CALL_BYTES = 256 << 10;
    private static final int MAX_CALL_BUFFERS = 64;

    private final SocketChannel channel;
    private final Clock clock;
    private volatile long lastReadNanos;
    private volatile long lastWriteNanos;

    SocketTransport(SocketChannel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
        lastReadNanos = clock.nanoTime();
        lastWriteNanos = lastReadNanos;
    }

    /// When the client's last byte was read.
    long lastReadNanos() {
        return lastReadNanos;
    }

    /// When the client last took a byte.
    long lastWriteNanos() {
        return lastWriteNanos;
    }

    /// Reads at least one byte, or returns -1 at the end of the stream.
    int read(ByteBuffer target) throws IOException {
        int end = target.limit();
        target.limit(Math.min(end, target.position() + MAX_CALL_BYTES));
        try {
            int count = channel.read(target);
            lastReadNanos = clock.nanoTime();
            return count;
        } finally {
            target.limit(end);
        }
    }

    /// Writes the remaining bytes of all buffers, in their order.
    void write(ByteBuffer[] sources) throws IOException {
        int first = 0;
        while (first < sources.length) {
            if (sources[first].hasRemaining()) {
                writeSome(sources, first);
            } else {
                first++;
            }
        }
    }

    private void writeSome(ByteBuffer[] sources, int first) throws IOException {
        int end = first;
        long bytes = 0;
        while (end < sources.length && end - first < MAX_CALL_BUFFERS && bytes < MAX_CALL_BYTES) {
            bytes += sources[end++].remaining();
        }
        ByteBuffer last = sources[end - 1];
        int lastLimit = last.limit();
        last.limit(lastLimit - (int) Math.max(0, bytes - MAX_CALL_BYTES));
        try {
            channel.write(sources, first, end - first);
            lastWriteNanos = clock.nanoTime();
        } finally {
            last.limit(lastLimit);
        }
    }

    /// What the client sent so far can still be read; then the stream ends.
    void endInput() throws IOException {
        channel.shutdownInput();
    }

    void close() throws IOException {
        channel.close();
    }
}
