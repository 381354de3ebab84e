package io.varve.simulation.history;

import io.varve.simulation.history.Verdict.Counts;
import java.io.PrintWriter;
import java.util.TreeMap;

/// A verdict for people.
public final class VerdictText {

    private VerdictText() {}

    public static void print(Verdict verdict, PrintWriter out) {
        Counts counts = verdict.counts();
        out.println("operation           ok    failed   unknown");
        new TreeMap<>(verdict.outcomes()).forEach((action, outcomes) -> {
            if (action != Action.FAULT) {
                out.printf(
                        "%-12s %9d %9d %9d%n", Label.of(action), outcomes.ok(), outcomes.failed(), outcomes.unknown());
            }
        });
        if (!verdict.faults().isEmpty()) {
            out.println("fault         injected  hit a live process under load");
            new TreeMap<>(verdict.faults())
                    .forEach((kind, faults) -> out.printf("%-13s %8d %5d%n", kind, faults.injected(), faults.hits()));
        }
        out.println(counts.acknowledged() + " records acknowledged, " + counts.read() + " read, "
                + counts.writtenAgain() + " written again as plain producers may, " + counts.lines() + " lines");
        if (counts.unjudged() > 0) {
            out.println(counts.unjudged() + " acknowledged records lie where nobody has read");
        }
        verdict.examples()
                .forEach(anomaly -> out.println(
                        Label.of(anomaly.rule()) + ": " + anomaly.text() + "; operations " + anomaly.operations()));
        long found =
                verdict.anomalies().values().stream().mapToLong(Long::longValue).sum();
        out.println(
                found == 0
                        ? "0 anomalies"
                        : found + " anomalies, " + verdict.examples().size() + " of them above");
    }
}
