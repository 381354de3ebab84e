package io.varve.kafka.net;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestUtils;

/// A client that sends whatever bytes it is told to.
public final class RawClient implements AutoCloseable {

    // Long enough for any answer of a loaded machine; a test that hits it fails.
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream input;

    public RawClient(InetSocketAddress address) throws IOException {
        socket.connect(address);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        input = new DataInputStream(socket.getInputStream());
    }

    /// A frame with its length.
    public static byte[] frame(ApiKeys api, int version, int correlationId, ApiMessage body) {
        var header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("raw");
        ByteBuffer bytes =
                RequestUtils.serialize(header, api.requestHeaderVersion((short) version), body, (short) version);
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        return frame(content, content.length);
    }

    public static byte[] frame(byte[] content, int length) {
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .put(content, 0, length)
                .array();
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public void send(ApiKeys api, int version, int correlationId, ApiMessage body) throws IOException {
        send(frame(api, version, correlationId, body));
    }

    /// The next response without its length.
    public ByteBuffer receive() throws IOException {
        byte[] content = new byte[input.readInt()];
        input.readFully(content);
        return ByteBuffer.wrap(content);
    }

    /// Reads the next response's header, and the message that follows it.
    public int receive(ApiKeys api, int version, ApiMessage target) throws IOException {
        var response = new ByteBufferAccessor(receive());
        int correlationId =
                new ResponseHeaderData(response, api.responseHeaderVersion((short) version)).correlationId();
        target.read(response, (short) version);
        return correlationId;
    }

    /// Whether the server has ended the connection, once that is known. False means that a byte came instead.
    public boolean isEnded() throws IOException {
        try {
            input.readByte();
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /// Says that nothing more will be sent.
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
