package io.varve.clients;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.jspecify.annotations.Nullable;

/// Sends requests that no client would send, one at a time, and connects again after the broker has hung up.
public final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final String host;
    private final int port;
    private @Nullable Socket socket;

    public RawConnection(String bootstrap) {
        int colon = bootstrap.lastIndexOf(':');
        this.host = bootstrap.substring(0, colon);
        this.port = Integer.parseInt(bootstrap.substring(colon + 1));
    }

    /// A request as it goes over the wire, without its length.
    public static ByteBuffer bytes(ApiKeys api, short version, ApiMessage request) {
        var header = new RequestHeader(api, version, "raw", 1);
        return RequestUtils.serialize(header.data(), header.headerVersion(), request, version);
    }

    /// The answer, or null if the broker hangs up instead.
    @Nullable
    public AbstractResponse send(ApiKeys api, short version, ByteBuffer request) throws IOException {
        try {
            if (socket == null) {
                socket = new Socket(host, port);
                socket.setSoTimeout(TIMEOUT_MS);
            }
            var framed = ByteBuffer.allocate(4 + request.remaining());
            framed.putInt(request.remaining()).put(request);
            socket.getOutputStream().write(framed.array());
            var in = new DataInputStream(socket.getInputStream());
            ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            return AbstractResponse.parseResponse(answer, new RequestHeader(api, version, "raw", 1));
        } catch (EOFException e) {
            close();
            return null;
        }
    }

    /// The last answer to the same request, sent so many times without waiting between.
    public AbstractResponse sendMany(ApiKeys api, short version, ByteBuffer request, int count) throws IOException {
        AbstractResponse last = Objects.requireNonNull(send(api, version, request.duplicate()));
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        for (int i = 1; i < count; i++) {
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
        }
        out.flush();
        for (int i = 1; i < count; i++) {
            ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            last = AbstractResponse.parseResponse(answer, new RequestHeader(api, version, "raw", 1));
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
