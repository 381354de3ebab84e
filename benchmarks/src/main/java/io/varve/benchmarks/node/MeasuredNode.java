package io.varve.benchmarks.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node in a process of its own, started as everybody starts it, and what that process has used.
public final class MeasuredNode implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready kafka=(\\S+):(\\d+) http=(\\S+)");

    private static final Pattern TOTAL = Pattern.compile("Total +[0-9]+ +([0-9]+)");

    private static final int HTTP_OK = 200;

    private final Process process;
    private final InetSocketAddress kafka;
    private final URI http;

    private MeasuredNode(Process process, InetSocketAddress kafka, URI http) {
        this.process = process;
        this.kafka = kafka;
        this.http = http;
    }

    /// Starts a node with all roles, and returns when it serves. What it logs goes to this process's standard
    /// error.
    ///
    /// @param launcher the program `varve`
    /// @param settings environment variables
    public static MeasuredNode start(Path launcher, Map<String, String> settings) throws IOException {
        var builder = new ProcessBuilder(launcher.toString(), "start", "--kafka-port", "0", "--http-port", "0");
        builder.environment().putAll(settings);
        ReadyProcess started = ReadyProcess.start("the node", builder, READY);
        Matcher ready = started.said();
        var kafka = new InetSocketAddress(ready.group(1), Integer.parseInt(ready.group(2)));
        return new MeasuredNode(started.process(), kafka, URI.create(ready.group(3)));
    }

    public InetSocketAddress kafka() {
        return kafka;
    }

    /// What Kafka's clients call `bootstrap.servers`.
    public String bootstrap() {
        return kafka.getHostString() + ":" + kafka.getPort();
    }

    /// User and system time of the process so far.
    public Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() ->
                        new IllegalStateException("the node has ended, or this system does not say what it" + " used"));
    }

    /// What the node shows of itself at this moment.
    public NodeMetrics metrics() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(http.resolve("/q/metrics")).build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != HTTP_OK) {
                throw new IOException("the node answered " + answer.statusCode() + " when asked for its metrics");
            }
            return new NodeMetrics(answer.body().lines().toList());
        }
    }

    /// What is alive in the heap of the process.
    public long heapBytes() throws IOException, InterruptedException {
        String java = System.getProperty("java.home");
        Process jcmd =
                new ProcessBuilder(java + "/bin/jcmd", Long.toString(process.pid()), "GC.class_histogram").start();
        // Its last line: `Total INSTANCES BYTES`. To count the living, it collects.
        String last = "";
        try (BufferedReader lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        Matcher total = TOTAL.matcher(last);
        if (jcmd.waitFor() != 0 || !total.matches()) {
            throw new IOException("the node's heap cannot be looked at: " + last);
        }
        return Long.parseLong(total.group(1));
    }

    /// The end that the process cannot prepare for.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
