package io.varve.kafka.net;

import io.varve.core.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.network.TransferableChannel;

/// A plain blocking socket. One thread reads, another writes, any may close.
///
/// The JDK copies heap buffers through temporary direct ones that it keeps per carrier thread, as large and as many as
/// it was ever asked for at once, so one call moves at most [#MAX_CALL_BYTES] in [#MAX_CALL_BUFFERS].
final class SocketTransport implements TransferableChannel {

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

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {source}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        int end = offset + length;
        int first = offset;
        while (first < end && !sources[first].hasRemaining()) {
            first++;
        }
        int last = first;
        long bytes = 0;
        while (last < end && last - first < MAX_CALL_BUFFERS && bytes < MAX_CALL_BYTES) {
            bytes += sources[last++].remaining();
        }
        if (bytes == 0) {
            return 0;
        }
        ByteBuffer tail = sources[last - 1];
        int tailEnd = tail.limit();
        tail.limit(tailEnd - (int) Math.max(0, bytes - MAX_CALL_BYTES));
        try {
            long count = channel.write(sources, first, last - first);
            lastWriteNanos = clock.nanoTime();
            return count;
        } finally {
            tail.limit(tailEnd);
        }
    }

    @Override
    public boolean hasPendingWrites() {
        return false;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        return file.transferTo(position, count, channel);
    }

    /// What the client sent so far can still be read; then the stream ends.
    void endInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
