package io.varve.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/// A client's end of a connection, one request at a time. For one thread, virtual or not.
final class RequestConnection implements AutoCloseable {

    private static final String CLIENT_ID = "bench";

    private final FrameConnection connection;
    private int correlationId;

    private RequestConnection(FrameConnection connection) {
        this.connection = connection;
    }

    static RequestConnection open(InetSocketAddress node) throws IOException {
        return new RequestConnection(FrameConnection.open(node));
    }

    AbstractResponse send(AbstractRequest request) throws IOException {
        var header = new RequestHeader(request.apiKey(), request.version(), CLIENT_ID, correlationId++);
        ByteBuffer body = request.serializeWithHeader(header);
        connection.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, body.remaining()), body);
        return AbstractResponse.parseResponse(connection.read(), header);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
