package io.varve.simulation.world;

import org.jspecify.annotations.Nullable;

/// Something happened that must never happen.
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Violation(String message) {
        super(message);
    }

    public Violation(String message, @Nullable Throwable cause) {
        super(message + (cause == null ? "" : ": " + cause), cause);
    }
}
