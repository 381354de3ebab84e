package io.varve.storage.decorator;

import io.varve.core.Entropy;
import java.time.Duration;

/// How often a request is repeated, and how long to wait before each time.
///
/// @param maxAttempts of one request, the first included
/// @param maxTotal after which no further attempt begins
/// @param firstPause the upper bound of the pause after the first attempt; it doubles with each further one
/// @param maxPause where the doubling ends
public record RetryPolicy(int maxAttempts, Duration maxTotal, Duration firstPause, Duration maxPause) {

    /// Rides out the restart of a store without letting a producer wait longer than its own time-out.
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(8, Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofSeconds(3));

    /// A store that throttles has several clients at once that must come back one after the other.
    private static final int THROTTLED_FACTOR = 4;

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(maxAttempts + " attempts");
        }
    }

    /// A random part, at least half, of the pause that follows the attempt.
    ///
    /// @param attempt one for the first
    Duration pauseAfter(int attempt, boolean throttled, Entropy entropy) {
        long boundNanos = Math.max(2, firstPause.toNanos() * (throttled ? THROTTLED_FACTOR : 1));
        for (int i = 1; i < attempt && boundNanos < maxPause.toNanos(); i++) {
            boundNanos *= 2;
        }
        boundNanos = Math.min(boundNanos, maxPause.toNanos());
        return Duration.ofNanos(boundNanos / 2 + entropy.nextBelow(Math.max(1, boundNanos / 2)));
    }
}
