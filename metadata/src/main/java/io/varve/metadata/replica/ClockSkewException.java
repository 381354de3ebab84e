package io.varve.metadata.replica;

import java.time.Duration;

/// This node's clock is too far from its stores', so it does not append.
public final class ClockSkewException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClockSkewException(long skewMs) {
        super("this node's clock is " + Duration.ofMillis(Math.abs(skewMs))
                + (skewMs > 0 ? " ahead of" : " behind")
                + " the store's: set the clock, then the node writes again");
    }
}
