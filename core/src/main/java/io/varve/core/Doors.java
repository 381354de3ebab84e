package io.varve.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Everything non-deterministic that core logic may touch, in one parameter.
public record Doors(Clock clock, Timers timers, Threads threads, Entropy entropy, CrashPoints crashPoints) {

    /// Blocks the calling virtual thread for the given time, by the timers' clock.
    public void pause(Duration duration) {
        var elapsed = new CompletableFuture<Void>();
        timers.after(duration, () -> elapsed.complete(null));
        elapsed.join();
    }
}
