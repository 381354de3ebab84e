package io.varve.conformance;

import io.varve.conformance.Suite.Size;
import io.varve.conformance.kafka.KafkaClientTests;
import io.varve.conformance.kafka.StreamsSmokeTests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `varve conformance`.
@Command(
        name = "varve conformance",
        description = {
            "Puts a broker to the tests of Kafka's Java clients, of franz-go and of Kafka Streams, and compares with what"
                    + " Apache Kafka made of them.",
            "",
            "Suites: kafka-clients, franz-go (needs Go), streams.",
            "Exit codes: 0 as expected, 1 a difference, 2 bad usage, 3 a suite could not be run."
        },
        sortOptions = false)
final class ConformanceCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;
    private static final int CANNOT_RUN = 3;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description =
                    "The broker, which nobody else may use meanwhile: what comes into being is deleted again, what is there"
                            + " already is not. Without, a Varve is started.")
    private @Nullable String bootstrap;

    @Option(names = "--suite", paramLabel = "NAME", split = ",", description = "Which suites to run. Default: all")
    private List<String> suites = List.of();

    @Option(names = "--only", paramLabel = "PATTERN", description = "Only tests in whose names this is found.")
    private @Nullable Pattern only;

    @Option(
            names = "--short",
            description = "Fewer records where a suite lets that be chosen, and no test that is listed as not yet.")
    private boolean isShort;

    @Option(names = "--reference", description = "The broker is Apache Kafka itself: nothing is not yet.")
    private boolean isReference;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "Adds what was found to the lists in this folder. What is not as there already is flaky.")
    private @Nullable Path record;

    @Option(names = "--json", description = "Prints the report for programs.")
    private boolean json;

    @Option(names = "--markdown", description = "Prints the report as a table for documentation.")
    private boolean markdown;

    private final Path root;
    private final PrintWriter out;
    private final PrintWriter err;

    /// @param root the folder of the sources, with the launcher and the lists of tests
    ConformanceCommand(Path root, PrintWriter out, PrintWriter err) {
        this.root = root;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (record != null && (isShort || bootstrap == null)) {
            throw usage("--record wants full tests, and a broker that is named");
        }
        try {
            // Of its own, as suites may be run side by side.
            String run = "conformance/" + ProcessHandle.current().pid();
            Path logs = Files.createDirectories(root.resolve("target").resolve(run));
            if (bootstrap != null) {
                return run(bootstrap, logs);
            }
            try (var node = VarveNode.start(root.resolve("varve"), logs.resolve("varve.log"))) {
                return run(node.bootstrap(), logs);
            }
        } catch (IOException e) {
            err.println("varve: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private int run(String broker, Path logs) throws IOException, InterruptedException {
        var run = new SuiteRun(broker, isShort ? Size.SHORT : Size.FULL, logs, err);
        List<Judgement> judgements = new ArrayList<>();
        for (Suite suite : selectedSuites()) {
            if (record != null) {
                record(suite, run, record.resolve(suite.name()));
            } else {
                judgements.add(judge(suite, run));
            }
        }
        var report = new Report(AppInfoParser.getVersion(), judgements);
        if (record == null) {
            out.println(json ? report.json() : markdown ? report.markdown() : report.text());
        }
        return report.isAsExpected() ? 0 : DIFFERENT;
    }

    /// Tests that need what the broker does not have run after the others, which they might spoil.
    private Judgement judge(Suite suite, SuiteRun run) throws IOException, InterruptedException {
        Path list = lists().resolve("kafka-" + AppInfoParser.getVersion()).resolve(suite.name());
        if (!Files.exists(list)) {
            throw new IOException("there is no " + list + " to compare with: --record it");
        }
        Reference reference = Reference.read(list);
        TestList notYet = isReference
                ? TestList.EMPTY
                : TestList.read(lists().resolve("not-yet").resolve(suite.name()));
        var selection = new Selection(reference, notYet, selected());
        Map<String, Outcome> outcomes = run.outcomes(suite, "demanded", selection::isDemanded);
        if (!isShort && !notYet.entries().isEmpty()) {
            run.outcomes(suite, "not-yet", selection::isMissing).forEach(outcomes::putIfAbsent);
        }
        return Judgement.of(suite.name(), selected(), reference, notYet, outcomes);
    }

    private void record(Suite suite, SuiteRun run, Path list) throws IOException, InterruptedException {
        Reference recorded = Reference.read(list).with(run.outcomes(suite, "recorded", selected()));
        Files.createDirectories(list.toAbsolutePath().getParent());
        recorded.write(list);
        out.println(suite.name() + ": " + recorded.count());
    }

    private Predicate<String> selected() {
        return only == null ? test -> true : only.asPredicate();
    }

    private List<Suite> selectedSuites() throws IOException {
        List<Suite> all = List.of(
                new KafkaClientTests(),
                new FranzGoTests(franzGoVersion(), Files.readAllLines(lists().resolve("franz-go.tests"))),
                new StreamsSmokeTests());
        List<String> names = all.stream().map(Suite::name).toList();
        Optional<String> unknown =
                suites.stream().filter(name -> !names.contains(name)).findFirst();
        if (unknown.isPresent()) {
            throw usage("no suite is called " + unknown.get() + ", but " + names);
        }
        return all.stream()
                .filter(suite -> suites.isEmpty() || suites.contains(suite.name()))
                .toList();
    }

    private Path lists() {
        return root.resolve("conformance");
    }

    /// The clients' list of versions has franz-go's too.
    private String franzGoVersion() throws IOException {
        Path versions = root.resolve("clients/versions");
        return Files.readAllLines(versions).stream()
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length == 3 && fields[1].equals("github.com/twmb/franz-go"))
                .map(fields -> fields[2])
                .findFirst()
                .orElseThrow(() -> new IOException("no version of franz-go in " + versions));
    }

    private ParameterException usage(String wrong) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), wrong);
    }
}
