package io.varve.simulation.history;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts what a history has.
final class Tally {

    private final Map<Action, Verdict.Outcomes> outcomes = new EnumMap<>(Action.class);
    private final Map<String, Verdict.Faults> faults = new TreeMap<>();
    private long lines;
    private long acknowledged;
    private long read;
    private long writtenAgain;
    private long unjudged;

    void line() {
        lines++;
    }

    void ended(Action action, Verdict.Outcomes one) {
        outcomes.merge(action, one, Verdict.Outcomes::plus);
    }

    void fault(Details.Fault fault) {
        faults.merge(fault.kind(), new Verdict.Faults(1, fault.hit() ? 1 : 0), Verdict.Faults::plus);
    }

    void acknowledged() {
        acknowledged++;
    }

    void read() {
        read++;
    }

    void writtenAgain() {
        writtenAgain++;
    }

    void unjudged() {
        unjudged++;
    }

    Verdict verdict(Anomalies anomalies) {
        return new Verdict(
                new Verdict.Counts(lines, acknowledged, read, writtenAgain, unjudged),
                Map.copyOf(outcomes),
                Map.copyOf(faults),
                Map.copyOf(anomalies.counts()),
                anomalies.kept());
    }
}
