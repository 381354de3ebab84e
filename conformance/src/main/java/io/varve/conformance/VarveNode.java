package io.varve.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Varve of its own for a run, in one process on embedded stores, which are deleted with it. It ends with this JVM at
/// the latest.
final class VarveNode implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) .*");

    private final Process process;
    private final TemporaryFolder data;
    private final String bootstrap;
    private final Thread atExit;

    private VarveNode(Process process, TemporaryFolder data, String bootstrap, Thread atExit) {
        this.process = process;
        this.data = data;
        this.bootstrap = bootstrap;
        this.atExit = atExit;
    }

    /// Starts it, and waits until it serves.
    ///
    /// @param launcher the command `varve`
    /// @param log takes what the node says
    static VarveNode start(Path launcher, Path log) throws IOException {
        TemporaryFolder data = TemporaryFolder.create();
        var builder = new ProcessBuilder(
                        launcher.toString(),
                        "start",
                        "--data",
                        data.path().toString(),
                        "--kafka-port",
                        "0",
                        "--http-port",
                        "0")
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("VARVE_"));
        builder.environment().put("VARVE_KAFKA_HOST", "127.0.0.1");
        builder.environment().put("VARVE_HTTP_HOST", "127.0.0.1");
        // As clients/reference-kafka sets up Apache Kafka: sessions shorter than any that people use, the short wait
        // for more members that the tests of Kafka's clients give their own clusters, and the partitions that franz-go
        // expects of a topic that comes into being by itself.
        builder.environment().put("VARVE_GROUP_MIN_SESSION_TIMEOUT", "100ms");
        builder.environment().put("VARVE_GROUP_INITIAL_REBALANCE_DELAY", "10ms");
        builder.environment().put("VARVE_TOPICS_PARTITIONS", "4");
        builder.environment().put("VARVE_TOPICS_AUTO_CREATE", "true");
        // The brokers of Kafka's tests end before they first look for records that are too old, and some tests date
        // theirs in 1970.
        builder.environment().put("VARVE_COMPACTOR_RETAIN_EVERY", "1d");
        Process process = builder.start();
        var atExit = new Thread(process::destroyForcibly, "end the node");
        Runtime.getRuntime().addShutdownHook(atExit);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        var writer = new PrintWriter(Files.newBufferedWriter(log), true);
        String bootstrap = awaitReady(said, writer, log);
        Thread.ofVirtual().name("log of the node").start(() -> said.lines().forEach(writer::println));
        return new VarveNode(process, data, bootstrap, atExit);
    }

    private static String awaitReady(BufferedReader said, PrintWriter writer, Path log) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            writer.println(line);
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return ready.group(1);
            }
        }
        throw new IOException("Varve ended before it was ready; what it said is in " + log);
    }

    String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        process.destroyForcibly().onExit().join();
        data.close();
    }
}
