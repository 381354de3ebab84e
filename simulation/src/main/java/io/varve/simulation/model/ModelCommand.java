package io.varve.simulation.model;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve model`.
@Command(
        name = "model",
        description = {
            "Tries every order of events of the commit protocol within a bound, by the production code that decides,",
            "and shows that each of a number of wrong decisions would be found.",
            "Ends with 0 if nothing is wrong and every mutant is refuted, else with 1."
        })
public final class ModelCommand implements Callable<Integer> {

    @Option(names = "--short", description = "Searches small spaces: a minute or less.")
    private boolean small;

    @Option(
            names = "--bound",
            split = ",",
            paramLabel = "LIMIT=N",
            description = "Searches one space of this bound instead, such as entries=4,sends=2,faults=1: "
                    + "${COMPLETION-CANDIDATES}")
    private Map<Limit, Integer> bound = new EnumMap<>(Limit.class);

    @Option(
            names = "--batches",
            split = ",",
            defaultValue = "0,1",
            description =
                    "With --bound, the batches that are sent: 0 and 3 by a producer at A, 1 by one at B, 2 plain and "
                            + "inlined at B; ${DEFAULT-VALUE} if not given.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--mutants",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Refutes the mutants as well, which is done unless --no-mutants is given.")
    private boolean mutants;

    @Option(names = "--threads", description = "How many search; as many as there are processors if not given.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Prints the verdict for programs.")
    private boolean json;

    private static final long TELL_EVERY_NANOS = 2_000_000_000L;

    private long toldNanos = System.nanoTime();

    private final PrintWriter out;
    private final PrintWriter err;

    public ModelCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        var report = new Report();
        spaces().forEach((name, space) -> report.space(name, space, search(name, Model.of(space, Mutant.NONE))));
        if (mutants) {
            for (Mutant mutant : Mutant.values()) {
                if (mutant != Mutant.NONE) {
                    report.mutant(mutant, search(name(mutant), Model.of(mutant.bound(), mutant)));
                }
            }
        }
        out.print(json ? report.json() : report.text());
        out.flush();
        return report.isGood() ? 0 : 1;
    }

    private Map<String, Bound> spaces() {
        if (!bound.isEmpty()) {
            bound.putIfAbsent(Limit.ENTRIES, 3);
            bound.putIfAbsent(Limit.SENDS, 1);
            return Map.of("given", new Bound(batches, bound));
        }
        var spaces = new LinkedHashMap<String, Bound>();
        for (Space space : Space.values()) {
            spaces.put(space.name().toLowerCase(Locale.ROOT), space.bound(small));
        }
        return spaces;
    }

    private Report.Timed search(String name, Model model) {
        long began = System.nanoTime();
        Search.Result result = new Search(
                        model, threads, (depth, worlds, frontier) -> progress(name, began, depth, worlds, frontier))
                .run();
        return new Report.Timed(result, (System.nanoTime() - began) / 1_000_000);
    }

    private void progress(String name, long began, int depth, long worlds, int frontier) {
        long now = System.nanoTime();
        if (now - toldNanos < TELL_EVERY_NANOS) {
            return;
        }
        toldNanos = now;
        err.printf(
                Locale.ROOT,
                "%-26s depth %2d  states %,10d  frontier %,9d  %,8.0f states/s%n",
                name,
                depth,
                worlds,
                frontier,
                worlds * 1e9 / (now - began));
        err.flush();
    }

    static String name(Mutant mutant) {
        return mutant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
