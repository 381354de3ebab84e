package io.varve.benchmarks.groups;

import io.varve.benchmarks.load.Appends;
import io.varve.benchmarks.load.Commits;
import io.varve.benchmarks.load.Load;
import io.varve.benchmarks.load.LoadResult;
import io.varve.benchmarks.load.Pace;
import io.varve.benchmarks.load.Tally;
import io.varve.benchmarks.load.Topics;
import io.varve.benchmarks.node.Ground;
import io.varve.benchmarks.node.Machine;
import io.varve.benchmarks.node.MeasuredNode;
import io.varve.benchmarks.node.Written;
import io.varve.metadata.journal.ShardId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve bench commits`.
@Command(
        name = "commits",
        description = {
            "Measures commits of offsets by members of many groups, and what they cost, beside the journal alone.",
            "The node keeps everything in a folder, or in a MinIO and a Dynalite of its own."
        },
        sortOptions = false)
public final class CommitsCommand implements Callable<Integer> {

    private static final String TOPIC = "commits";
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double COMMITS_PER_UNIT = 1_000;

    @Option(names = "--members", description = "Each in its own group. Default: ${DEFAULT-VALUE}", defaultValue = "200")
    private int members;

    @Option(names = "--partitions", description = "In each commit. Default: ${DEFAULT-VALUE}", defaultValue = "1")
    private int partitions;

    @Option(
            names = "--rate",
            description = "Commits a second at which their latency is measured. Default: ${DEFAULT-VALUE}",
            defaultValue = "1000")
    private int rate;

    @Option(names = "--seconds", description = "Of each load. Default: ${DEFAULT-VALUE}", defaultValue = "15")
    private int seconds;

    @Option(
            names = "--warm-up",
            description = "Seconds before anything is measured. Default: ${DEFAULT-VALUE}",
            defaultValue = "10")
    private int warmUpSeconds;

    @Option(names = "--services", description = "MinIO and Dynalite instead of a folder.")
    private boolean services;

    private final Path launcher;

    /// @param launcher the program `varve`
    public CommitsCommand(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        try (Ground ground = services ? Ground.services() : Ground.embedded();
                MeasuredNode node = MeasuredNode.start(launcher, ground.settings())) {
            Topics.create(node.bootstrap(), TOPIC, partitions);
            measure(ground, node);
        }
        return 0;
    }

    private void measure(Ground ground, MeasuredNode node) throws Exception {
        try (Commits commits = Commits.of(node.kafka(), TOPIC, members, partitions)) {
            Duration time = Duration.ofSeconds(seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%d members, each in its own group, %d partitions in a commit, %s%n",
                    members,
                    partitions,
                    services ? "MinIO and Dynalite" : "in a folder");
            System.out.printf(
                    "%-36s %9s %8s %8s %9s %9s %7s %8s %9s %6s%n",
                    "", "a second", "p50 ms", "p99 ms", "appends", "B/entry", "reads", "store", "WRU", "load");
            run(commits, Pace.FULL, Duration.ofSeconds(warmUpSeconds));
            commits("as fast as they can", commits, Pace.FULL, time, node);
            Measured paced = commits("at " + rate + " a second", commits, Pace.of(rate), time, node);
            var alone = new Appends(
                    ground.journal(), ShardId.group(0), paced.written().entryBytes());
            LoadResult append = run(alone, Pace.FULL, time);
            print("journal alone, one after the other", append, null);
            System.out.printf(
                    Locale.ROOT,
                    "p99 of a commit at %d a second - p99 of an append: %.1f ms, aim: at most 10%n",
                    rate,
                    paced.result().latencyMs(P99) - append.latencyMs(P99));
            System.out.println("appends, reads of the journal, store requests, WRU (write units): for 1,000 commits.");
        }
    }

    private record Measured(LoadResult result, Written written) {}

    private static Measured commits(String name, Load load, Pace pace, Duration time, MeasuredNode node)
            throws Exception {
        Written before = Written.of(node.metrics());
        LoadResult result = run(load, pace, time);
        var measured = new Measured(result, Written.of(node.metrics()).since(before));
        print(name, result, measured.written());
        return measured;
    }

    private static LoadResult run(Load load, Pace pace, Duration time) throws Exception {
        return load.run(pace, time, new Tally());
    }

    private static void print(String name, LoadResult result, @Nullable Written written) {
        System.out.printf(
                Locale.ROOT,
                "%-36s %9.0f %8.2f %8.2f",
                name,
                result.recordsPerSecond(),
                result.latencyMs(P50),
                result.latencyMs(P99));
        if (written != null) {
            double units = result.records() / COMMITS_PER_UNIT;
            System.out.printf(
                    Locale.ROOT,
                    " %9.1f %9d %7.1f %8.1f %9.1f",
                    written.appends() / units,
                    written.entryBytes(),
                    written.reads() / units,
                    written.storeRequests() / units,
                    written.writeUnits() / units);
        }
        System.out.printf(Locale.ROOT, " %6.1f%n", Machine.loadAverage());
    }
}
