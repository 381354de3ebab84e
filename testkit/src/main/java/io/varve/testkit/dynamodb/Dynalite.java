package io.varve.testkit.dynamodb;

import io.varve.testkit.Requirement;
import io.varve.testkit.ServerProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Dynalite, an open-source DynamoDB by other people, in memory. It comes from npm, pinned in
/// `localdev/package.json`, and runs where Node does. **For tests and local development only.**
public final class Dynalite implements AutoCloseable {

    private static final String HOW_TO_GET_IT = "Install Node and run 'npm ci --prefix localdev'.";

    private static final Path SCRIPT = Path.of("localdev", "node_modules", "dynalite", "cli.js");

    private static @Nullable Dynalite shared;

    private final ServerProcess process;
    private final URI endpoint;

    private Dynalite(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /// The server that all tests of this JVM use.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no Dynalite
    public static synchronized Dynalite shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /// A server of the caller's own, to be closed by it.
    public static Dynalite start() {
        Path script = find().orElseThrow(() -> Requirement.isMissing("Dynalite", HOW_TO_GET_IT));
        int port = ServerProcess.freePort();
        List<String> command = List.of(
                "node",
                script.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--createTableMs",
                "50");
        Path folder = ServerProcess.newFolder("dynalite");
        ServerProcess process = ServerProcess.start("Dynalite", folder, command, Map.of(), port);
        return new Dynalite(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.close();
    }

    /// Looks from the working folder upwards.
    private static Optional<Path> find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(SCRIPT))) {
                return Optional.of(folder.resolve(SCRIPT));
            }
        }
        return Optional.empty();
    }
}
