package io.varve.storage.http;

import io.varve.storage.http.HttpCall.Header;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1.1 connection: one request at a time, by one thread. Only [#abort] may come from another thread.
final class HttpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /// Smaller writes are put together; larger ones, such as the parts of a payload, go to the socket as they are.
    private static final int WRITE_BUFFER_BYTES = 32 << 10;

    private static final int READ_BUFFER_BYTES = 16 << 10;

    /// A server that keeps sending interim answers never sends a final one.
    private static final int MAX_INTERIM_ANSWERS = 8;

    private final HttpTarget target;
    private final Socket raw;
    private final InputStream in;
    private final OutputStream out;

    /// Whether the last request went out to its end; a server may answer before it has read all of it.
    private boolean sentWhole;

    private HttpConnection(HttpTarget target, Socket raw, Socket socket) throws IOException {
        this.target = target;
        this.raw = raw;
        this.in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES);
        this.out = new BufferedOutputStream(socket.getOutputStream(), WRITE_BUFFER_BYTES);
    }

    /// Connects the socket, which the caller made so that it can close it meanwhile.
    static HttpConnection connect(HttpTarget target, Socket raw) throws IOException {
        try {
            raw.setTcpNoDelay(true);
            raw.connect(new InetSocketAddress(target.host(), target.port()));
            return new HttpConnection(target, raw, target.tls() ? secured(target, raw) : raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static SSLSocket secured(HttpTarget target, Socket raw) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(raw, target.host(), target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    HttpTarget target() {
        return target;
    }

    /// Sends the request and reads the head of its answer.
    HttpHead exchange(HttpCall call) throws IOException {
        IOException sendFailure = send(call);
        try {
            return finalHead();
        } catch (IOException e) {
            throw sendFailure == null ? e : sendFailure;
        }
    }

    private @Nullable IOException send(HttpCall call) {
        sentWhole = false;
        try {
            out.write(head(call).getBytes(StandardCharsets.ISO_8859_1));
            call.body().writeTo(out);
            out.flush();
            sentWhole = true;
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private HttpHead finalHead() throws IOException {
        for (int i = 0; i < MAX_INTERIM_ANSWERS; i++) {
            HttpHead head = HttpHead.readFrom(in);
            if (!head.isInformational()) {
                return head;
            }
        }
        throw new IOException("more than " + MAX_INTERIM_ANSWERS + " interim answers");
    }

    private String head(HttpCall call) {
        var head = new StringBuilder(512);
        head.append(call.method()).append(' ').append(call.pathAndQuery()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.authority()).append("\r\n");
        for (Header header : call.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /// The body that follows the head.
    InputStream body(HttpCall call, HttpHead head) throws IOException {
        if (hasNoBody(call, head)) {
            return InputStream.nullInputStream();
        }
        if (head.isChunked()) {
            return new ChunkedBody(in);
        }
        if (head.header("Content-Length").isPresent()) {
            return new FixedLengthBody(
                    in, contentLength(head.header("Content-Length").get()));
        }
        return in;
    }

    static boolean hasNoBody(HttpCall call, HttpHead head) {
        return call.isHead() || head.hasNoBody();
    }

    /// Whether the connection can carry another request once the body was read.
    boolean isReusable(HttpCall call, HttpHead head) {
        boolean hasAnEnd = hasNoBody(call, head)
                || head.isChunked()
                || head.header("Content-Length").isPresent();
        // MinIO closes the connection, without saying so, when it refuses a body.
        boolean refusedBody = head.status() >= 400 && call.body() != HttpBody.NONE;
        return sentWhole && hasAnEnd && !refusedBody && !head.closesConnection();
    }

    /// Closes the socket under whoever uses it.
    void abort() {
        abort(raw);
    }

    /// Closes a socket that may not be connected yet.
    static void abort(Socket raw) {
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("a connection was not closed cleanly remote={}", raw.getRemoteSocketAddress(), e);
        }
    }

    private static long contentLength(String text) throws IOException {
        try {
            long length = Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("the answer has a bad Content-Length: " + text, e);
        }
        throw new IOException("the answer has a bad Content-Length: " + text);
    }
}
