package io.varve.testkit.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;

/// A stand-in for DynamoDB that needs nothing but a JDK: the operations and expressions that a journal uses, over
/// DynamoDB's own protocol, in memory, on this machine only. **For tests and local development; nothing to ship,
/// and nothing to keep data in.** What it takes for granted about DynamoDB is put to the test by running the same
/// tests against [Dynalite].
///
/// It answers wrongly on demand: [#failNext].
public final class DynamoDbServer implements AutoCloseable {

    private static final String TARGET_PREFIX = "DynamoDB_20120810.";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_ERROR = 500;
    private static final int BACKLOG = 128;

    /// How many items of a batch are written when the others are to come back unprocessed.
    private static final int SHORT_BATCH_ITEMS = 10;

    private final ObjectMapper json = new ObjectMapper();
    private final Tables tables = new Tables();
    private final HttpServer http;

    /// Both guarded by themselves.
    private final Queue<Fault> faults = new ArrayDeque<>();

    private final List<String> operations = new ArrayList<>();

    private DynamoDbServer(HttpServer http) {
        this.http = http;
    }

    /// Starts a server on the loopback address.
    ///
    /// @param port the port, or 0 for any free one
    public static DynamoDbServer start(int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var server = new DynamoDbServer(HttpServer.create(address, BACKLOG));
            server.http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.http.createContext("/", server::handle);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    /// The server that all tests of this process share; it ends with the process.
    public static DynamoDbServer shared() {
        return Shared.SERVER;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /// What happens to the next requests, one after the other.
    public void failNext(Fault... next) {
        synchronized (faults) {
            faults.addAll(List.of(next));
        }
    }

    /// The operations asked for since the last call, in order.
    public List<String> takeOperations() {
        synchronized (operations) {
            var taken = List.copyOf(operations);
            operations.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /// Runs a server until the process ends: `--port N`, 8000 by default.
    public static void main(String[] arguments) {
        int port = arguments.length == 2 && arguments[0].equals("--port") ? Integer.parseInt(arguments[1]) : 8000;
        System.out.println("ready " + start(port).endpoint());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = json.readTree(exchange.getRequestBody());
            String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            String operation = target.substring(target.indexOf('.') + 1);
            synchronized (operations) {
                operations.add(operation);
            }
            Fault fault = nextFault();
            if (fault == Fault.REFUSED) {
                // Closing without an answer: the connection is reset.
                return;
            }
            if (fault == Fault.THROTTLED || fault == Fault.REQUEST_LIMIT || fault == Fault.DENIED) {
                answer(exchange, BAD_REQUEST, error(fault.type, "told to"));
                return;
            }
            if (fault == Fault.SERVER_ERROR) {
                answer(exchange, INTERNAL_ERROR, error(fault.type, "told to"));
                return;
            }
            int batchLimit = fault == Fault.SHORT_BATCH ? SHORT_BATCH_ITEMS : Integer.MAX_VALUE;
            JsonNode answer;
            int status = OK;
            try {
                if (!target.startsWith(TARGET_PREFIX)) {
                    throw new TableException("UnknownOperationException", "no operation: " + target);
                }
                answer = tables.run(operation, request, batchLimit);
            } catch (TableException e) {
                answer = error(e.type(), String.valueOf(e.getMessage()));
                status = BAD_REQUEST;
            }
            if (fault != Fault.LOST_REPLY) {
                answer(exchange, status, answer);
            }
        }
    }

    private Fault nextFault() {
        synchronized (faults) {
            Fault next = faults.poll();
            return next == null ? Fault.NONE : next;
        }
    }

    private void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static JsonNode error(String type, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("__type", "com.amazonaws.dynamodb.v20120810#" + type)
                .put("message", message);
    }

    /// What can go wrong with one request.
    public enum Fault {
        NONE(""),
        /// The connection is reset before anything is done.
        REFUSED(""),
        /// Carried out, then the connection is reset.
        LOST_REPLY(""),
        /// Half a batch comes back unprocessed.
        SHORT_BATCH(""),
        THROTTLED("ProvisionedThroughputExceededException"),
        REQUEST_LIMIT("RequestLimitExceeded"),
        DENIED("AccessDeniedException"),
        SERVER_ERROR("InternalServerError");

        private final String type;

        Fault(String type) {
            this.type = type;
        }
    }

    /// Started by the first use.
    private static final class Shared {
        static final DynamoDbServer SERVER = start(0);
    }
}
