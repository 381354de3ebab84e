package io.varve.benchmarks.transactions;

import io.varve.benchmarks.load.LoadResult;
import io.varve.benchmarks.load.Topics;
import io.varve.benchmarks.load.Transactions;
import io.varve.benchmarks.load.Transactions.Result;
import io.varve.benchmarks.load.Transactions.Shape;
import io.varve.benchmarks.node.Ground;
import io.varve.benchmarks.node.Machine;
import io.varve.benchmarks.node.MeasuredNode;
import io.varve.benchmarks.node.ReferenceBroker;
import io.varve.benchmarks.node.Written;
import io.varve.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve bench transactions`.
@Command(
        name = "transactions",
        description = {
            "Measures transactions of Kafka's Java producer, and what they cost, beside those of Apache Kafka.",
            "The node keeps everything in a folder, or in a MinIO and a Dynalite of its own; Apache Kafka in a folder."
        },
        sortOptions = false)
public final class TransactionsCommand implements Callable<Integer> {

    private static final String TOPIC = "transactions";
    private static final List<Integer> PRODUCERS = List.of(1, 16);
    private static final int MOST_PRODUCERS = 16;
    private static final double P50 = 50;
    private static final double P99 = 99;

    @Option(names = "--records", description = "In each transaction. Default: ${DEFAULT-VALUE}", defaultValue = "10")
    private int records;

    @Option(
            names = "--partitions",
            description = "That each transaction writes to. Default: ${DEFAULT-VALUE}",
            defaultValue = "2")
    private int partitions;

    @Option(names = "--value-bytes", description = "Of a record. Default: ${DEFAULT-VALUE}", defaultValue = "100")
    private int valueBytes;

    @Option(names = "--seconds", description = "Of each load. Default: ${DEFAULT-VALUE}", defaultValue = "10")
    private int seconds;

    @Option(
            names = "--warm-up",
            description = "Seconds before anything is measured, for each of the two. Default: ${DEFAULT-VALUE}",
            defaultValue = "15")
    private int warmUpSeconds;

    @Option(names = "--services", description = "MinIO and Dynalite instead of a folder.")
    private boolean services;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A variable of the node's environment, such as VARVE_SHARDS_DATA=2.")
    private Map<String, String> set = new HashMap<>();

    private final Path launcher;

    /// @param launcher the program `varve`
    public TransactionsCommand(Path launcher) {
        this.launcher = launcher;
    }

    /// @param node whose appends are counted; nothing for Apache Kafka
    private record Broker(
            String name, String bootstrap, @Nullable MeasuredNode node) {}

    private record Load(int producers, boolean offsets) {

        String name() {
            return producers + (producers == 1 ? " producer" : " producers") + (offsets ? ", with an offset" : "");
        }
    }

    @Override
    public Integer call() throws Exception {
        try (Ground ground = services ? Ground.services() : Ground.embedded();
                MeasuredNode node = MeasuredNode.start(launcher, settings(ground));
                ReferenceBroker kafka = ReferenceBroker.start(launcher, ServerProcess.lastingPort())) {
            var varve = new Broker("Varve", node.bootstrap(), node);
            var reference = new Broker("Apache Kafka", kafka.bootstrap(), null);
            for (Broker broker : List.of(varve, reference)) {
                Topics.create(broker.bootstrap(), TOPIC, MOST_PRODUCERS * partitions);
                warmUp(broker);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d records of %d bytes in %d partitions, %s%s%n",
                    records,
                    valueBytes,
                    partitions,
                    services ? "MinIO and Dynalite" : "in a folder",
                    set.isEmpty() ? "" : " " + set);
            System.out.printf(
                    "%-28s %-13s %9s %13s %8s %12s %8s %8s %6s%n",
                    "", "", "a second", "commit p50 ms", "p99 ms", "whole p50 ms", "p99 ms", "appends", "load");
            for (boolean offsets : List.of(false, true)) {
                for (int producers : PRODUCERS) {
                    var load = new Load(producers, offsets);
                    Result ours = measure(varve, load);
                    Result theirs = measure(reference, load);
                    compare(load, ours, theirs);
                }
            }
            System.out.println("appends: entries of the journal for each transaction, upkeep included.");
        }
        return 0;
    }

    private Map<String, String> settings(Ground ground) {
        var settings = new HashMap<>(ground.settings());
        settings.putAll(set);
        return settings;
    }

    private Transactions open(Broker broker, Load load) {
        var shape = new Shape(TOPIC, partitions, records, valueBytes, load.offsets());
        return Transactions.open(broker.bootstrap(), shape, load.producers());
    }

    private void warmUp(Broker broker) throws Exception {
        try (Transactions transactions = open(broker, new Load(MOST_PRODUCERS, true))) {
            transactions.run(Duration.ofSeconds(warmUpSeconds));
        }
    }

    private Result measure(Broker broker, Load load) throws Exception {
        try (Transactions transactions = open(broker, load)) {
            // Clients that have just been opened learn of the cluster in their first transactions.
            transactions.run(Duration.ofSeconds(1));
            Written before = written(broker);
            Result result = transactions.run(Duration.ofSeconds(seconds));
            Written after = written(broker);
            @Nullable
            Double appends = before == null || after == null
                    ? null
                    : after.since(before).appends() / result.commits().records();
            print(broker, load, result, appends);
            return result;
        }
    }

    private static @Nullable Written written(Broker broker) throws Exception {
        return broker.node() == null ? null : Written.of(broker.node().metrics());
    }

    private static void print(Broker broker, Load load, Result result, @Nullable Double appends) {
        LoadResult commits = result.commits();
        LoadResult whole = result.whole();
        System.out.printf(
                Locale.ROOT,
                "%-28s %-13s %9.1f %13.2f %8.2f %12.2f %8.2f %8s %6.1f%n",
                load.name(),
                broker.name(),
                commits.recordsPerSecond(),
                commits.latencyMs(P50),
                commits.latencyMs(P99),
                whole.latencyMs(P50),
                whole.latencyMs(P99),
                appends == null ? "" : String.format(Locale.ROOT, "%.2f", appends),
                Machine.loadAverage());
    }

    private static void compare(Load load, Result ours, Result theirs) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %-13s %9.2f %13.2f %8.2f %12.2f %8.2f%n",
                load.name(),
                "ratio",
                ours.commits().recordsPerSecond() / theirs.commits().recordsPerSecond(),
                ours.commits().latencyMs(P50) / theirs.commits().latencyMs(P50),
                ours.commits().latencyMs(P99) / theirs.commits().latencyMs(P99),
                ours.whole().latencyMs(P50) / theirs.whole().latencyMs(P50),
                ours.whole().latencyMs(P99) / theirs.whole().latencyMs(P99));
    }
}
