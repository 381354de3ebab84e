package io.varve.simulation.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.varve.simulation.history.Action;
import io.varve.simulation.history.Verdict;
import io.varve.simulation.history.Verdict.Outcomes;
import io.varve.simulation.history.VerdictJson;
import io.varve.simulation.history.VerdictText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve torture`.
@Command(
        name = "torture",
        description = {
            "Kills, pauses and cuts off the nodes of a small cluster while clients use it, and judges what they saw.",
            "Starts MinIO, Dynalite, Toxiproxy, two ingest nodes and a reader, and ends them again. Keeps history and logs"
                    + " of a run that is not good.",
            "",
            "Exit codes: 0 good, 1 an anomaly, 2 bad usage, 3 too little happened for a verdict."
        },
        sortOptions = false)
public final class TortureCommand implements Callable<Integer> {

    private static final int LEAST_HITS_A_MINUTE = 20;
    private static final int LEAST_ACKNOWLEDGED_A_MINUTE = 20_000;
    private static final int LEAST_COMMITTED_A_MINUTE = 120;
    private static final int OTHERS_BESIDE_TRANSACTIONS = 20;

    /// Nobody has to wait for the flush budget several times a transaction.
    private static final Map<String, String> FREE_FLUSHES =
            Map.of("VARVE_INGEST_FLUSHES_PER_SECOND", "1000", "VARVE_INGEST_FLUSH_BURST", "1000");

    private static final int MINUTE_SECONDS = 60;
    private static final int ANOMALY = 1;
    private static final int TOO_LITTLE = 3;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long each run has load and faults. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of the first run's faults; later runs count on. Any, if it is not given.")
    private @Nullable Long seed;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many, each with a cluster of its own. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Records a second of all producers together, at most. Default: ${DEFAULT-VALUE}")
    private int ratePerSecond;

    @Option(
            names = "--transactions",
            description = {
                "Most producers send transactions, and some of these consume what they commit the offsets of.",
                "Other records are a twentieth of the rate."
            })
    private boolean transactions;

    @Option(names = "--json", description = "Prints the verdicts for programs.")
    private boolean json;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keeps histories and logs in this folder, also of runs without an anomaly.")
    private @Nullable Path keep;

    private final Path application;
    private final PrintWriter out;
    private final PrintWriter err;

    /// @param application the packaged nodes
    public TortureCommand(Path application, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        long first = seed == null ? System.nanoTime() % 1_000_000 : seed;
        ArrayNode verdicts = new ObjectMapper().createArrayNode();
        int exitCode = 0;
        for (long run = first; run < first + runs; run++) {
            Path folder = folder(run);
            Verdict verdict = run(run, folder);
            Optional<String> lack = lack(verdict);
            if (json) {
                verdicts.add(VerdictJson.of(verdict).put("seed", run).put("hits", verdict.hits()));
            } else {
                out.println("seed " + run + ":");
                VerdictText.print(verdict, out);
                out.println(verdict.hits() + " faults met a live process under load"
                        + lack.map(what -> "; " + what).orElse(""));
            }
            if (!verdict.isClean()) {
                exitCode = ANOMALY;
            } else if (lack.isPresent() && exitCode == 0) {
                exitCode = TOO_LITTLE;
            }
            if (verdict.isClean() && lack.isEmpty() && keep == null) {
                delete(folder);
            } else {
                err.println("the history and the logs of seed " + run + " are in " + folder);
            }
        }
        if (json) {
            out.println(verdicts.toPrettyString());
        }
        return exitCode;
    }

    private Verdict run(long run, Path folder) throws Exception {
        int rate = transactions ? ratePerSecond / OTHERS_BESIDE_TRANSACTIONS : ratePerSecond;
        var plan = new Torture.Plan(run, Duration.ofSeconds(seconds), rate, transactions);
        var program = new Cluster.Program(application, folder, transactions ? FREE_FLUSHES : Map.of());
        try {
            return new Torture(plan, program, folder.resolve("history.jsonl"), new Progress(err, "seed " + run)).run();
        } catch (Exception e) {
            err.println("seed " + run + " came to no verdict; its history and logs are in " + folder);
            throw e;
        }
    }

    /// What a run that shows nothing has too little of.
    private Optional<String> lack(Verdict verdict) {
        if (verdict.hits() * MINUTE_SECONDS < (long) LEAST_HITS_A_MINUTE * seconds) {
            return Optional.of("too few for a verdict");
        }
        if (transactions) {
            return lackOfTransactions(verdict);
        }
        if (verdict.counts().acknowledged() * MINUTE_SECONDS < (long) LEAST_ACKNOWLEDGED_A_MINUTE * seconds) {
            return Optional.of("too few records were acknowledged for a verdict");
        }
        return Optional.empty();
    }

    private Optional<String> lackOfTransactions(Verdict verdict) {
        Outcomes outcomes = verdict.outcomes().getOrDefault(Action.TXN, new Outcomes(0, 0, 0));
        return outcomes.ok() * MINUTE_SECONDS < (long) LEAST_COMMITTED_A_MINUTE * seconds
                ? Optional.of("too few transactions were committed for a verdict")
                : Optional.empty();
    }

    private Path folder(long run) throws IOException {
        if (keep == null) {
            return Files.createTempDirectory("varve-torture-" + run + "-");
        }
        return Files.createDirectories(keep.resolve("seed-" + run));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
