package io.varve.benchmarks.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Apache Kafka, one broker, as `clients/reference-kafka` starts it: with its logs in a folder, and no fsync but
/// Kafka's own.
public final class ReferenceBroker implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready kafka=(\\S+)");

    private final Process process;
    private final String bootstrap;

    private ReferenceBroker(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /// Starts it, and returns when it serves.
    ///
    /// @param launcher the program `varve`, beside whose folder `clients` is
    /// @param port a free one
    public static ReferenceBroker start(Path launcher, int port) throws IOException {
        Path script = launcher.resolveSibling("clients").resolve("reference-kafka");
        var builder = new ProcessBuilder(script.toString(), "--port", Integer.toString(port));
        ReadyProcess started = ReadyProcess.start("Apache Kafka", builder, READY);
        return new ReferenceBroker(started.process(), started.said().group(1));
    }

    /// What Kafka's clients call `bootstrap.servers`.
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
