package io.varve.table.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands before an HTTP server and fails on purpose. Thread-safe.
public class FaultyServer implements CatalogFeedContract.Faults, AutoCloseable {

    private static final Set<String> OF_ONE_HOP =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "http2-settings");
    private static final int FAILED = 500;
    private static final int FIRST_ERROR = 400;

    private final URI upstream;
    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile boolean down;

    protected FaultyServer(URI upstream) {
        this.upstream = upstream;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /// Whether a request asks for a change.
    protected boolean changes(HttpExchange request) {
        return !request.getRequestMethod().equals("GET")
                && !request.getRequestMethod().equals("HEAD");
    }

    /// Refuses what the server ought to; null if there is nothing to refuse.
    protected byte[] refusal(HttpExchange request, byte[] body) throws IOException, InterruptedException {
        return null;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + upstream.getPath());
    }

    @Override
    public void down(boolean down) {
        this.down = down;
    }

    @Override
    public void loseAnswers(int changes) {
        answersToLose.set(changes);
    }

    private void handle(HttpExchange exchange) throws IOException {
        // Closing without an answer ends the connection.
        try (exchange) {
            if (down) {
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] refusal = refusal(exchange, body);
            if (refusal != null) {
                answer(exchange, FIRST_ERROR, refusal);
                return;
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (changes(exchange) && answer.statusCode() < FIRST_ERROR && answersToLose.getAndDecrement() > 0) {
                answer(exchange, FAILED, new byte[0]);
                return;
            }
            answer.headers().map().forEach((name, values) -> {
                if (!OF_ONE_HOP.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    protected HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI()))
                .header("X-Forwarded-Proto", "http")
                .header("X-Forwarded-Host", uri().getAuthority())
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_ONE_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    protected HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.uri(upstream).build(), BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
