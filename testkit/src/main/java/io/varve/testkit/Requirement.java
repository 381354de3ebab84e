package io.varve.testkit;

import org.opentest4j.TestAbortedException;

/// What a test needs and a machine may lack. Such a test is reported as skipped, with the reason; where
/// `VARVE_REQUIRE_ALL` is `1`, it fails.
public final class Requirement {

    private Requirement() {}

    /// Ends the test.
    ///
    /// @param howToGetIt a sentence that says what to do
    public static RuntimeException isMissing(String what, String howToGetIt) {
        String message = what + " is missing. " + howToGetIt;
        if ("1".equals(System.getenv("VARVE_REQUIRE_ALL"))) {
            return new IllegalStateException(message);
        }
        return new TestAbortedException(message);
    }
}
