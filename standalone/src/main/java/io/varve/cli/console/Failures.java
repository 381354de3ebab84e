package io.varve.cli.console;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// Says in one line why a command failed.
public final class Failures {

    private Failures() {}

    public static String line(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Printable.text(message.strip().replaceAll("\\s*\\R\\s*", "; "));
    }
}
