package io.varve.conformance.kafka;

import io.varve.conformance.Outcome;
import io.varve.conformance.Outcome.Result;
import io.varve.conformance.Suite;
import io.varve.conformance.TemporaryFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.tests.SmokeTestDriver;
import org.apache.kafka.streams.tests.StreamsSmokeTest;

/// Kafka Streams' smoke test: an application of joins, windows and aggregates in one process, and a driver in another
/// that feeds it 20,000 records over 90 seconds and recounts what comes out.
public final class StreamsSmokeTests implements Suite {

    private static final int PARTITIONS = 5;

    /// Ends what hangs: the driver itself gives up six minutes after the last record.
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /// What the driver prints on a line of its own.
    private static final Set<String> VERDICTS = Set.of("SUCCESS", "FAILURE");

    private enum Flavour {
        AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE, "classic"),
        AT_LEAST_ONCE_STREAMS_GROUP(StreamsConfig.AT_LEAST_ONCE, "streams"),
        EXACTLY_ONCE(StreamsConfig.EXACTLY_ONCE_V2, "classic");

        private final String guarantee;
        private final String groupProtocol;

        Flavour(String guarantee, String groupProtocol) {
            this.guarantee = guarantee;
            this.groupProtocol = groupProtocol;
        }

        private String test() {
            return "StreamsSmokeTest." + guarantee + "/" + groupProtocol;
        }
    }

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public void run(Task task) throws IOException, InterruptedException {
        try (var log = new PrintWriter(Files.newBufferedWriter(task.log()))) {
            for (Flavour flavour : Flavour.values()) {
                if (task.selection().test(flavour.test())) {
                    log.println("--- " + flavour.test());
                    run(flavour, task, log);
                }
            }
        }
    }

    private static void run(Flavour flavour, Task task, PrintWriter log) throws IOException, InterruptedException {
        long startedNs = System.nanoTime();
        try (var folder = TemporaryFolder.create();
                Admin admin = Admin.create(Map.of("bootstrap.servers", task.bootstrap()))) {
            var leftovers = new Leftovers(admin);
            createTopics(admin);
            String failure = drive(properties(flavour, task.bootstrap(), folder.path()), log);
            Result result = failure.isEmpty() ? Result.PASSED : Result.FAILED;
            task.outcomes()
                    .accept(new Outcome(
                            flavour.test(), result, failure, Duration.ofNanos(System.nanoTime() - startedNs)));
            leftovers.delete(admin);
        } catch (ExecutionException e) {
            throw new IOException("cannot prepare " + flavour.test(), e);
        }
    }

    private static void createTopics(Admin admin) throws ExecutionException, InterruptedException {
        admin.createTopics(Stream.of(SmokeTestDriver.topics())
                        .map(topic -> new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))
                        .toList())
                .all()
                .get();
    }

    private static Path properties(Flavour flavour, String bootstrap, Path folder) throws IOException {
        var properties = new Properties();
        properties.setProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.setProperty(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, flavour.guarantee);
        properties.setProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG, flavour.groupProtocol);
        properties.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, "smoke-" + UUID.randomUUID());
        properties.setProperty(
                StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        Path file = folder.resolve("streams.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    /// What the driver does not like; empty if it is content.
    private static String drive(Path properties, PrintWriter log) throws IOException, InterruptedException {
        Path application = properties.resolveSibling("application.log");
        Process processing =
                java(properties, "process").redirectOutput(application.toFile()).start();
        Process driver = java(properties, "run").start();
        Thread end = new Thread(() -> List.of(processing, driver).forEach(Process::destroyForcibly));
        Runtime.getRuntime().addShutdownHook(end);
        driver.onExit()
                .completeOnTimeout(driver, TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly);
        String verdict = "no verdict";
        try (BufferedReader said = driver.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                log.println(line);
                if (VERDICTS.contains(line)) {
                    verdict = line;
                }
            }
        } finally {
            processing.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            Files.readAllLines(application).forEach(log::println);
        }
        return driver.waitFor() == 0 && verdict.equals("SUCCESS") ? "" : "the driver says: " + verdict;
    }

    private static ProcessBuilder java(Path properties, String command) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamsSmokeTest.class.getName(),
                        properties.toString(),
                        command)
                .redirectErrorStream(true);
    }
}
