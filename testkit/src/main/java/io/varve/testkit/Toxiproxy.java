package io.varve.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Toxiproxy, if the machine has it: a network that a test can spoil.
public final class Toxiproxy implements AutoCloseable {

    private static final Program PROGRAM = new Program("Toxiproxy", "toxiproxy", "VARVE_TOXIPROXY");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HOST = "127.0.0.1";
    private static final int FIRST_ERROR = 400;

    private final ServerProcess process;
    private final URI control;
    private final HttpClient http = HttpClient.newHttpClient();

    private Toxiproxy(ServerProcess process, URI control) {
        this.process = process;
        this.control = control;
    }

    /// A server of the caller's own, to be closed by it.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no Toxiproxy
    public static Toxiproxy start() {
        Path program = PROGRAM.find();
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.start(
                "Toxiproxy",
                ServerProcess.newFolder("toxiproxy"),
                List.of(program.toString(), "-host", HOST, "-port", Integer.toString(port)),
                Map.of("LOG_LEVEL", "warn"),
                port);
        return new Toxiproxy(process, URI.create("http://" + HOST + ":" + port));
    }

    /// The way of connections to one server. Thread-safe, as every request to Toxiproxy is.
    public final class Proxy {

        private final String name;
        private final int port;

        private Proxy(String name, int port) {
            this.name = name;
            this.port = port;
        }

        /// Where to connect to, on the loopback address.
        public int port() {
            return port;
        }

        /// Ends all connections, and refuses others until it is mended.
        public void cut() {
            post("/proxies/" + name, Map.of("enabled", false));
        }

        public void mend() {
            post("/proxies/" + name, Map.of("enabled", true));
        }

        /// Spoils the connections that there are, and later ones, in the direction from the server to the
        /// client.
        ///
        /// @param type as Toxiproxy calls it; one of each at a time
        public void spoil(String type, Map<String, Integer> attributes) {
            post(
                    "/proxies/" + name + "/toxics",
                    Map.of("name", type, "type", type, "stream", "downstream", "attributes", attributes));
        }

        public void unspoil(String type) {
            request("DELETE", "/proxies/" + name + "/toxics/" + type, null);
        }
    }

    /// @param upstreamPort of a server on the loopback address, which need not be there yet
    public Proxy proxy(String name, int upstreamPort) {
        int port = ServerProcess.lastingPort();
        post("/proxies", Map.of("name", name, "listen", HOST + ":" + port, "upstream", HOST + ":" + upstreamPort));
        return new Proxy(name, port);
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }

    private void post(String path, Map<String, ?> content) {
        request("POST", path, MAPPER.valueToTree(content).toString());
    }

    private void request(String method, String path, @Nullable String content) {
        HttpRequest request = HttpRequest.newBuilder(control.resolve(path))
                .method(method, content == null ? BodyPublishers.noBody() : BodyPublishers.ofString(content))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= FIRST_ERROR) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
