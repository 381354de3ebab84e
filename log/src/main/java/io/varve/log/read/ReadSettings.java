package io.varve.log.read;

import java.time.Duration;

/// @param maxLongPolls reads that may wait for records at the same time; further ones are answered at once
/// @param maxWait the longest time that a read waits, whatever it asks for
public record ReadSettings(int maxLongPolls, Duration maxWait) {

    public static final ReadSettings DEFAULT = new ReadSettings(10_000, Duration.ofSeconds(30));
}
