package io.varve.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/// A client's end of a connection, one request at a time. For one thread, virtual or not.
final class RequestConnection implements AutoCloseable {

    private static final String CLIENT_ID = "bench";

    private final SocketChannel channel;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private int correlationId;

    private RequestConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static RequestConnection open(InetSocketAddress node) throws IOException {
        SocketChannel channel = SocketChannel.open(node);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new RequestConnection(channel);
    }

    AbstractResponse send(AbstractRequest request) throws IOException {
        var header = new RequestHeader(request.apiKey(), request.version(), CLIENT_ID, correlationId++);
        ByteBuffer body = request.serializeWithHeader(header);
        ByteBuffer[] frame = {ByteBuffer.allocate(Integer.BYTES).putInt(0, body.remaining()), body};
        while (body.hasRemaining()) {
            channel.write(frame);
        }
        read(length.clear());
        ByteBuffer answer = ByteBuffer.allocate(length.getInt(0));
        read(answer);
        return AbstractResponse.parseResponse(answer.flip(), header);
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
