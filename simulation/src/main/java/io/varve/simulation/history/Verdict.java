package io.varve.simulation.history;

import java.util.List;
import java.util.Map;

/// What came of checking a history.
///
/// @param faults by kind
/// @param anomalies how many of each rule were found
/// @param examples the first of each rule
public record Verdict(
        Counts counts,
        Map<Action, Outcomes> outcomes,
        Map<String, Faults> faults,
        Map<Rule, Long> anomalies,
        List<Anomaly> examples) {

    public boolean isClean() {
        return anomalies.isEmpty();
    }

    /// How many faults met a live process under load.
    public long hits() {
        return faults.values().stream().mapToLong(Faults::hits).sum();
    }

    /// @param acknowledged records
    /// @param read records that were polled, counted each time
    /// @param writtenAgain records of producers that are not idempotent which retries wrote again; that is allowed
    /// @param unjudged acknowledged records that were not read, where no consumer came so far
    public record Counts(long lines, long acknowledged, long read, long writtenAgain, long unjudged) {}

    public record Outcomes(long ok, long failed, long unknown) {

        static final Outcomes OK = new Outcomes(1, 0, 0);
        static final Outcomes FAILED = new Outcomes(0, 1, 0);
        static final Outcomes UNKNOWN = new Outcomes(0, 0, 1);

        Outcomes plus(Outcomes other) {
            return new Outcomes(ok + other.ok, failed + other.failed, unknown + other.unknown);
        }
    }

    public record Faults(long injected, long hits) {

        Faults plus(Faults other) {
            return new Faults(injected + other.injected, hits + other.hits);
        }
    }
}
