package io.varve.metadata.replica;

import io.varve.core.Clock;
import java.time.Duration;

/// When a node last saw the bound below which entries may be gone; the moment before it asked.
///
/// By both clocks: the monotonic one stands still while a machine sleeps, the wall clock may be set back.
record FloorCheck(long nanos, long wallMs) {

    static FloorCheck at(Clock clock) {
        return new FloorCheck(clock.nanoTime(), clock.wallMs());
    }

    boolean isWithin(Duration age, Clock clock) {
        long sinceNanos = clock.nanoTime() - nanos;
        long sinceWallMs = clock.wallMs() - wallMs;
        return sinceNanos < age.toNanos() && sinceWallMs >= 0 && sinceWallMs < age.toMillis();
    }
}
