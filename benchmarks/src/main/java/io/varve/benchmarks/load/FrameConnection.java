package io.varve.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A client's end of a connection to a node, over which go requests and answers with their lengths before them. One
/// thread may write while another one reads.
final class FrameConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    private FrameConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static FrameConnection open(InetSocketAddress node) throws IOException {
        SocketChannel channel = SocketChannel.open(node);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new FrameConnection(channel);
    }

    /// Writes the parts of a frame, of which the last one is not empty.
    void write(ByteBuffer... parts) throws IOException {
        while (parts[parts.length - 1].hasRemaining()) {
            channel.write(parts);
        }
    }

    /// Reads the next frame.
    ///
    /// @return what follows its length
    ByteBuffer read() throws IOException {
        read(length.clear());
        ByteBuffer frame = ByteBuffer.allocate(length.getInt(0));
        read(frame);
        return frame.flip();
    }

    private void read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the node closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
