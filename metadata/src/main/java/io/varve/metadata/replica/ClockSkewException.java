package io.varve.metadata.replica;

import java.time.Duration;

/// This node's clock is too far from its stores', so it does not append.
public final class ClockSkewException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClockSkewException(long skewMs) {
        super("this node's clock is " + inWords(Duration.ofMillis(Math.abs(skewMs)))
                + (skewMs > 0 ? " ahead of" : " behind")
                + " its stores', so it does not write: set the clock");
    }

    /// In the largest unit of which there are several.
    private static String inWords(Duration skew) {
        if (skew.toDays() > 1) {
            return skew.plusHours(12).toDays() + " days";
        }
        return skew.toHours() > 1 ? skew.plusMinutes(30).toHours() + " hours" : skew.toSeconds() + " seconds";
    }
}
