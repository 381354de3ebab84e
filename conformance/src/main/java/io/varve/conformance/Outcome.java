package io.varve.conformance;

import java.time.Duration;

/// What became of a test in a run.
///
/// @param test its name, the same in every run
/// @param detail one line that says why it failed or was skipped; empty for a test that passed
public record Outcome(String test, Result result, String detail, Duration took) {

    public Outcome {
        detail = detail.lines().findFirst().orElse("").strip();
    }

    public enum Result {
        PASSED,
        FAILED,
        /// The test itself, or what stands for its cluster, said that it cannot be run here.
        SKIPPED
    }
}
