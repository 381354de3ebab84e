package io.varve.conformance.kafka;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/// Says that a test has asked for what no client can do. An error, since tests try again and again after exceptions.
final class BeyondClients extends Error {

    BeyondClients(String what) {
        super("needs " + what);
    }

    /// Has a test that ends so, whatever it wraps that into, be one that was skipped.
    static final class Handler implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            throw abort(failure);
        }

        @Override
        public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
                throws Throwable {
            throw abort(failure);
        }

        @Override
        public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
                throws Throwable {
            throw abort(failure);
        }

        private static Throwable abort(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof BeyondClients) {
                    return new TestAbortedException(cause.getMessage(), failure);
                }
            }
            return failure;
        }
    }
}
