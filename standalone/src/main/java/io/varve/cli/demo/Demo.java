package io.varve.cli.demo;

import io.varve.cli.console.Console;
import io.varve.core.Doors;
import io.varve.metadata.entry.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/// Writes flights to a topic of its own, reads them as they come, and shows how that fares.
final class Demo {

    private static final String TOPIC = "flights";
    private static final int PARTITIONS = 4;
    private static final Duration TICK = Duration.ofMillis(10);

    private final NodeAddress node;
    private final String bootstrap;
    private final int recordsPerSecond;
    private final Console console;
    private final Doors doors;
    private volatile boolean stopped;

    /// @param node that serves
    Demo(NodeAddress node, int recordsPerSecond, Console console, Doors doors) {
        this.node = node;
        this.bootstrap = node.toString();
        this.recordsPerSecond = recordsPerSecond;
        this.console = console;
        this.doors = doors;
    }

    /// Returns when all has been written and read, or soon after [#stop].
    ///
    /// @return whether all has been written and read
    /// @throws ExecutionException if the topic could not be created
    boolean run() throws ExecutionException, InterruptedException {
        List<Flight> flights = Flight.january();
        String topic = createTopic();
        introduce(topic, flights.size());
        return stream(topic, flights);
    }

    void stop() {
        stopped = true;
    }

    private String createTopic() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return FreshTopic.create(admin, TOPIC, PARTITIONS);
        }
    }

    private void introduce(String topic, int count) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%,d flights of January 2013, keyed by carrier, now flow into the topic '%s'. In another terminal:%n%n",
                        count,
                        topic);
        print(NextSteps.lines(bootstrap, topic));
        console.out().println("In half a minute they are rows of the Iceberg table varve." + topic + " as well:");
        console.out().println();
        print(NextSteps.tableLines(NextSteps.http(node), topic));
    }

    private void print(List<String> lines) {
        lines.forEach(line -> console.out().println("  " + line));
        console.out().println();
    }

    private boolean stream(String topic, List<Flight> flights) {
        var progress = new Progress(flights.size());
        var table = new ProgressTable(console.out(), console.isTerminal(), doors.clock());
        table.begin();
        try (var reader = new FlightReader(bootstrap, topic, PARTITIONS, progress, doors.clock());
                var writer = new FlightWriter(bootstrap, topic, flights, progress, doors.clock())) {
            doors.threads().start("demo-reader", reader);
            while (!stopped && !progress.complete()) {
                writer.sendDue(recordsPerSecond);
                table.show(progress);
                doors.pause(TICK);
            }
            return progress.complete();
        } finally {
            table.end(progress);
        }
    }
}
