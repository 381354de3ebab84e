package io.varve.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes down what it is sent, and answers with what it was told, in order; then with an empty success.
public final class ScriptedHttpServer implements AutoCloseable {

    /// An answer that never comes.
    public static final String SILENCE = "silence";

    private static final String EMPTY_SUCCESS = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ServerSocket socket;
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicInteger accepted = new AtomicInteger();

    /// @param headers by name in lower case
    public record Request(String line, Map<String, String> headers, byte[] body) {}

    public ScriptedHttpServer(String... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// An answer with a body.
    public static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /// An answer as S3 words its errors.
    public static String error(String status, String code) {
        return answer(status, "<Error><Code>" + code + "</Code><Message>because</Message></Error>");
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /// Returns when so many requests have arrived; for one caller.
    public void awaitRequests(int count) {
        arrived.acquireUninterruptibly(count);
    }

    public int acceptedConnections() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket connection = socket.accept();
                accepted.incrementAndGet();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                requests.add(readRequest(line, in));
                arrived.release();
                String answer = answers.isEmpty() ? EMPTY_SUCCESS : answers.remove();
                if (answer.equals(SILENCE)) {
                    in.read();
                    return;
                }
                connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
                if (answer.contains("Connection: close")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, which some tests want.
            connections.remove(connection);
        }
    }

    private static Request readRequest(String line, InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, in.readNBytes(length));
    }

    private static String readLine(InputStream in) throws IOException {
        List<Byte> line = new ArrayList<>();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.add((byte) next);
        }
        byte[] bytes = new byte[line.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = line.get(i);
        }
        return new String(bytes, ISO_8859_1).strip();
    }
}
