package io.varve.testkit.dynamodb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A process of Dynalite, an open-source DynamoDB by other people, in memory or in a folder. It comes from npm,
/// pinned in `localdev/package.json`, and runs where Node does: `npm ci --prefix localdev` brings it. **For tests
/// and local development only.**
public final class Dynalite implements AutoCloseable {

    private static final Path SCRIPT = Path.of("localdev", "node_modules", "dynalite", "cli.js");

    /// A free port may be taken by somebody else before Dynalite has it.
    private static final int MAX_STARTS = 3;

    private final Process process;
    private final URI endpoint;

    private Dynalite(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /// Dynalite's script, if it is installed, looked for from the working folder upwards.
    public static Optional<Path> script() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(SCRIPT))) {
                return Optional.of(folder.resolve(SCRIPT));
            }
        }
        return Optional.empty();
    }

    /// Starts a process that ends with this one.
    ///
    /// @param options further options of Dynalite, such as `--path`
    public static Dynalite start(Path script, String... options) {
        for (int starts = 1; ; starts++) {
            try {
                return tryStart(script, options);
            } catch (IOException e) {
                if (starts == MAX_STARTS) {
                    throw new UncheckedIOException("Dynalite does not start", e);
                }
            }
        }
    }

    private static Dynalite tryStart(Path script, String... options) throws IOException {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        var command = new ArrayList<String>(List.of("node", script.toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // The first line says that it listens, or why it does not.
        String line = output.readLine();
        if (line == null || !line.contains("listening")) {
            process.destroyForcibly();
            throw new IOException("Dynalite said: " + line);
        }
        return new Dynalite(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
