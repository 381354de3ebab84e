package io.varve.conformance.kafka;

import io.varve.conformance.Outcome;
import io.varve.conformance.Outcome.Result;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/// Tells outcomes by JUnit's events, and writes the whole of failures to a log. Tests run one after the other.
final class OutcomeListener implements TestExecutionListener {

    private final PrintStream log;
    private final Consumer<Outcome> outcomes;
    private long startedNs;

    OutcomeListener(PrintStream log, Consumer<Outcome> outcomes) {
        this.log = log;
        this.outcomes = outcomes;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            log.println("--- " + TestNames.of(test));
            startedNs = System.nanoTime();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (!reason.equals(Applicability.SAME_AGAIN)) {
            outcomes.accept(new Outcome(TestNames.of(test), Result.SKIPPED, reason, Duration.ZERO));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable().ifPresent(failure -> failure.printStackTrace(log));
        // What fails beside tests, such as the preparation of a class, has kept some from running.
        if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
            outcomes.accept(new Outcome(
                    TestNames.of(test),
                    switch (result.getStatus()) {
                        case SUCCESSFUL -> Result.PASSED;
                        case ABORTED -> Result.SKIPPED;
                        case FAILED -> Result.FAILED;
                    },
                    result.getThrowable().map(OutcomeListener::detail).orElse(""),
                    Duration.ofNanos(System.nanoTime() - startedNs)));
        }
    }

    private static String detail(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
