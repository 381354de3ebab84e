package io.varve.kafka.peer;

import io.varve.core.Timers;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection to another node that has one request under way at most: a fetch that waits for records would hold up
/// all that came after it. Any thread may close it, which ends what is under way.
final class PeerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final SocketChannel channel;
    private final Timers timers;
    private final int maxAnswerBytes;
    private int correlationId;

    private PeerConnection(SocketChannel channel, Timers timers, int maxAnswerBytes) {
        this.channel = channel;
        this.timers = timers;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /// @throws IOException if nobody has answered in time
    static PeerConnection open(InetSocketAddress address, Timers timers, Duration timeout, int maxAnswerBytes)
            throws IOException {
        var connection = new PeerConnection(SocketChannel.open(), timers, maxAnswerBytes);
        var timer = timers.after(timeout, connection::close);
        try {
            connection.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.channel.connect(address);
            return connection;
        } catch (UnresolvedAddressException e) {
            connection.close();
            throw new IOException("the name " + address.getHostString() + " is not known", e);
        } catch (IOException e) {
            connection.close();
            throw e;
        } finally {
            timer.cancel();
        }
    }

    /// Whether the other side has closed an idle connection, or said something unasked.
    boolean isStale() {
        try {
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) != 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            LOG.debug("idle connection is broken", e);
            return true;
        }
    }

    /// Sends a request and waits for its answer. After an exception the connection is of no use.
    PeerAnswer ask(PeerRequest request, Duration timeout) {
        correlationId++;
        ByteBuffer frame = request.encode(correlationId);
        var timer = timers.after(timeout, this::close);
        try {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
            return new PeerAnswer.Answered(request.decode(receive(), correlationId));
        } catch (IOException e) {
            close();
            return new PeerAnswer.Lost(e.toString());
        } catch (RuntimeException e) {
            // The generated readers throw whatever the bytes make them throw.
            close();
            return new PeerAnswer.Lost("no answer to " + request.api().name + ": " + e);
        } finally {
            timer.cancel();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    private ByteBuffer receive() throws IOException {
        int sizeBytes = read(Integer.BYTES).getInt();
        if (sizeBytes < Integer.BYTES || sizeBytes > maxAnswerBytes) {
            throw new IOException("an answer of " + sizeBytes + " bytes is out of bounds, at most " + maxAnswerBytes);
        }
        return read(sizeBytes);
    }

    private ByteBuffer read(int sizeBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the node closed the connection");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("connection to a node did not close cleanly", e);
        }
    }
}
