package io.varve.metadata.replica;

import io.varve.core.Doors;
import java.time.Duration;

/// Waits that double, with jitter, between attempts at a store that does not answer. Not thread-safe.
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LAST = Duration.ofSeconds(1);

    private final Doors doors;
    private long nextMs = FIRST.toMillis();

    private Backoff(Doors doors) {
        this.doors = doors;
    }

    static Backoff first(Doors doors) {
        return new Backoff(doors);
    }

    void pause() {
        doors.pause(Duration.ofMillis(nextMs / 2 + doors.entropy().nextBelow(nextMs / 2 + 1)));
        nextMs = Math.min(nextMs * 2, LAST.toMillis());
    }
}
