package io.varve.conformance.kafka;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import io.varve.conformance.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.PlaintextConsumerTest;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The integration tests of Kafka's Java clients, all that its jar `kafka-clients-integration-tests` has.
public final class KafkaClientTests implements Suite {

    /// More than the patience of any test with its cluster.
    private static final String TEST_TIMEOUT = "4 m";

    @Override
    public String name() {
        return "kafka-clients";
    }

    @Override
    public void run(Task task) throws IOException {
        System.setProperty(ExternalCluster.BOOTSTRAP, task.bootstrap());
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (var log = new PrintStream(Files.newOutputStream(task.log()), true, StandardCharsets.UTF_8)) {
            System.setOut(log);
            System.setErr(log);
            LauncherFactory.create().execute(request(task.selection()), new OutcomeListener(log, task.outcomes()));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static LauncherDiscoveryRequest request(Predicate<String> selection) throws IOException {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(jar())))
                .filters(includeClassNamePatterns(".*Test"), selected(selection))
                // How Kafka's jars bring the extension that gives a test its cluster.
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("junit.jupiter.execution.timeout.default", TEST_TIMEOUT)
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "separate_thread")
                .build();
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(PlaintextConsumerTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where Kafka's tests are", e);
        }
    }

    /// Invocations of one method come to be known only when it runs, so they are selected together.
    private static PostDiscoveryFilter selected(Predicate<String> selection) {
        return test -> FilterResult.includedIf(isContainer(test) || selection.test(TestNames.method(test)));
    }

    private static boolean isContainer(TestDescriptor test) {
        return TestNames.method(test).isEmpty();
    }
}
