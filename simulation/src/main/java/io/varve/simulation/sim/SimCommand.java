package io.varve.simulation.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.varve.core.CrashPoint;
import io.varve.simulation.world.Fault;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs many worlds, or one again.
@Command(
        name = "sim",
        description = "Runs the production code in simulated worlds, in which everything goes wrong that can.",
        footer = {
            "",
            "Every world follows from its seed. A world that fails is made small, and told with the command that runs",
            "it again. A run is good if no world fails, processes have ended at every crash point, coordinators of",
            "groups have met what they have to withstand, and compactors have done all that they are there for.",
            "",
            "Exit codes: 0 good, 1 a promise broken or two traces of one seed, 2 bad usage, 3 something never met."
        })
public final class SimCommand implements Callable<Integer> {

    private static final int MAX_TRACE_LINES = 200;
    private static final int MAX_FAILURES_SHOWN = 3;
    private static final int PROGRESS_COLUMNS = 40;
    private static final int NOT_GOOD = 1;
    private static final int INCOMPLETE = 3;

    @Option(names = "--seeds", defaultValue = "1000", description = "How many worlds. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--from", defaultValue = "1", description = "The first seed. Default: ${DEFAULT-VALUE}.")
    private long from;

    @Option(names = "--seed", description = "Runs this one world and tells what happens in it.")
    private @Nullable Long seed;

    @Option(names = "--threads", defaultValue = "0", description = "Worlds at a time. Default: one for each processor.")
    private int threads;

    @Option(names = "--twice", description = "Runs every world twice and compares their traces.")
    private boolean twice;

    @Option(
            names = "--batches",
            defaultValue = "" + SimulationSettings.DEFAULT_BATCHES,
            description = "What the producers of a world send. Default: ${DEFAULT-VALUE}.")
    private int batches;

    @Option(
            names = "--no-transactions",
            description = "Leaves out the producers with transactional ids, whom worlds of odd seeds have.")
    private boolean noTransactions;

    @Option(
            names = "--without",
            split = ",",
            description = "Kinds of faults that do not happen: ${COMPLETION-CANDIDATES}.")
    private Set<Fault> without = EnumSet.noneOf(Fault.class);

    @Option(names = "--leave-out", split = ",", description = "Single faults that do not happen, by their number.")
    private Set<Integer> leaveOut = new TreeSet<>();

    @Option(names = "--last-fault", description = "The number of the last fault that happens.")
    private int lastFault = Integer.MAX_VALUE;

    @Option(names = "--json", description = "Prints the figures as JSON.")
    private boolean json;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Totals totals = new Totals();
    private final AtomicBoolean differ = new AtomicBoolean();

    private SimCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /// The command, which prints its findings to `out` and its progress to `err`.
    public static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new SimCommand(out, err));
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        return seed == null ? runMany() : runOne(seed);
    }

    private int runOne(long which) {
        SimulationResult result = Simulation.run(settings(which).withTrace());
        result.trace().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "seed %d: %d events, %d batches acknowledged, %d faults, trace hash %016x%n",
                which,
                result.events(),
                result.acknowledgedBatches(),
                result.faultCount(),
                result.traceHash());
        out.println(
                result.violation() == null
                        ? "OK"
                        : "VIOLATION: " + result.violation().getMessage());
        out.flush();
        return result.violation() == null ? 0 : NOT_GOOD;
    }

    private SimulationSettings settings(long which) {
        return new SimulationSettings(
                which, batches, !noTransactions, Set.copyOf(without), Set.copyOf(leaveOut), lastFault, false);
    }

    private int runMany() throws InterruptedException, JsonProcessingException {
        long beganNanos = System.nanoTime();
        var next = new AtomicLong(from);
        int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        var running = new ArrayList<Thread>();
        for (int i = 0; i < workers; i++) {
            running.add(Thread.ofPlatform().name("world-" + i).start(() -> work(next)));
        }
        for (Thread thread : running) {
            while (!thread.join(Duration.ofMillis(500))) {
                progress(beganNanos);
            }
        }
        progress(beganNanos);
        err.println();
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures(seconds)));
        } else {
            print(seconds);
        }
        tellFailures();
        out.flush();
        return exitCode();
    }

    private void work(AtomicLong next) {
        for (long mine = next.getAndIncrement(); mine < from + seeds; mine = next.getAndIncrement()) {
            SimulationSettings settings = settings(mine);
            SimulationResult result = Simulation.run(settings);
            totals.add(result);
            if (twice && Simulation.run(settings).traceHash() != result.traceHash()) {
                differ.set(true);
                err.printf("%nseed %d does not give the same trace twice%n", mine);
            }
        }
    }

    private int exitCode() {
        if (!totals.failed().isEmpty() || differ.get()) {
            return NOT_GOOD;
        }
        return totals.neverHit().isEmpty()
                        && totals.neverMet().isEmpty()
                        && totals.neverDone().isEmpty()
                        && (noTransactions || totals.neverTransacted().isEmpty())
                ? 0
                : INCOMPLETE;
    }

    private boolean isGood() {
        return exitCode() == 0;
    }

    private void progress(long beganNanos) {
        int done = totals.seeds();
        int filled = (int) ((long) done * PROGRESS_COLUMNS / Math.max(1, seeds));
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        err.printf(
                Locale.ROOT,
                "\r[%s%s] %d/%d worlds, %.0f s, %d failed ",
                "#".repeat(filled),
                ".".repeat(PROGRESS_COLUMNS - filled),
                done,
                seeds,
                seconds,
                totals.failed().size());
        err.flush();
    }

    private void print(double seconds) {
        out.printf(
                Locale.ROOT,
                "%d worlds in %.0f s: %.0f simulated hours, %d events, %.0f events/s%n",
                totals.seeds(),
                seconds,
                totals.simulatedHours(),
                totals.events(),
                totals.events() / seconds);
        out.printf(
                Locale.ROOT,
                "medians: %d nodes, %d events, %d batches acknowledged, %d faults%n",
                totals.median(Totals.Figure.NODES),
                totals.median(Totals.Figure.EVENTS),
                totals.median(Totals.Figure.ACKNOWLEDGED),
                totals.median(Totals.Figure.FAULTS));
        out.printf("traces: %016x%n", totals.traces());
        Map<CrashPoint, Long> reached = totals.reached();
        Map<CrashPoint, Long> crashed = totals.crashed();
        for (CrashPoint point : CrashPoint.values()) {
            out.printf(
                    Locale.ROOT,
                    "  crash point %-19s %8d ended of %10d that came there%n",
                    point,
                    crashed.getOrDefault(point, 0L),
                    reached.getOrDefault(point, 0L));
        }
        totals.coordinating()
                .forEach((what, count) -> out.printf(Locale.ROOT, "  coordinators %-18s %8d%n", what, count));
        totals.compacting().forEach((what, count) -> out.printf(Locale.ROOT, "  compactors %-20s %8d%n", what, count));
        totals.transacting()
                .forEach((what, count) -> out.printf(Locale.ROOT, "  transactions %-18s %8d%n", what, count));
        totals.faults().forEach((fault, count) -> out.printf(Locale.ROOT, "  fault %-25s %8d%n", fault, count));
        totals.errors().forEach((error, count) -> out.printf(Locale.ROOT, "  answer %-31s %8d%n", error, count));
        if (twice) {
            out.println(differ.get() ? "traces DIFFER" : "every trace was the same twice");
        }
        totals.neverHit().forEach(point -> out.println("NOT GOOD: no process ended at " + point));
        totals.neverMet().forEach(what -> out.println("NOT GOOD: no coordinator has met " + what));
        if (!noTransactions) {
            totals.neverTransacted().forEach(what -> out.println("NOT GOOD: no transaction has come to " + what));
        }
        totals.neverDone().forEach(what -> out.println("NOT GOOD: no compactor has come to " + what));
        out.println(
                isGood() ? "OK, no violation" : "NOT GOOD: " + totals.failed().size() + " worlds failed");
    }

    private Map<String, Object> figures(double seconds) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("worlds", totals.seeds());
        figures.put("seconds", seconds);
        figures.put("simulatedHours", totals.simulatedHours());
        figures.put("events", totals.events());
        figures.put("traces", "%016x".formatted(totals.traces()));
        for (Totals.Figure figure : Totals.Figure.values()) {
            figures.put(
                    "median" + figure.name().charAt(0)
                            + figure.name().substring(1).toLowerCase(Locale.ROOT),
                    totals.median(figure));
        }
        figures.put("crashPoints", totals.crashed());
        figures.put("coordinators", totals.coordinating());
        figures.put("compactors", totals.compacting());
        figures.put("transactions", totals.transacting());
        figures.put("faults", totals.faults());
        figures.put("answers", totals.errors());
        figures.put(
                "failed",
                totals.failed().stream().map(failed -> failed.settings().seed()).toList());
        figures.put("good", isGood());
        return figures;
    }

    private void tellFailures() {
        PrintWriter to = json ? err : out;
        List<SimulationResult> failed = totals.failed();
        for (SimulationResult each : failed.subList(0, Math.min(MAX_FAILURES_SHOWN, failed.size()))) {
            SimulationResult small = Shrinker.shrink(each);
            to.println();
            to.printf(
                    "seed %d: %s%n",
                    each.settings().seed(),
                    Objects.requireNonNull(each.violation()).getMessage());
            List<String> trace = small.trace();
            List<String> shown = trace.subList(Math.max(0, trace.size() - MAX_TRACE_LINES), trace.size());
            to.printf("the last %d of %d lines, of %d events:%n", shown.size(), trace.size(), small.events());
            shown.forEach(to::println);
            to.println("run it again: " + replay(small.settings()));
        }
        to.flush();
    }

    static String replay(SimulationSettings settings) {
        var command = new StringBuilder("./varve sim --seed " + settings.seed());
        if (settings.batches() != SimulationSettings.DEFAULT_BATCHES) {
            command.append(" --batches ").append(settings.batches());
        }
        if (!settings.transactions()) {
            command.append(" --no-transactions");
        }
        if (!settings.without().isEmpty()) {
            command.append(" --without ").append(joined(settings.without()));
        }
        if (!settings.leftOut().isEmpty()) {
            command.append(" --leave-out ").append(joined(new TreeSet<>(settings.leftOut())));
        }
        if (settings.lastFault() != Integer.MAX_VALUE) {
            command.append(" --last-fault ").append(settings.lastFault());
        }
        return command.toString();
    }

    private static String joined(Set<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
