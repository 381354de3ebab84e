package io.varve.simulation.disk;

import org.jspecify.annotations.Nullable;

/// What was promised and is not so.
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }

    Violation(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }

    static <V> void unlessAllowed(String what, Belief<V> belief, @Nullable V seen) {
        if (seen == null || !belief.allows(seen)) {
            throw new Violation(what + " is " + seen + ", and can only be " + belief);
        }
    }
}
