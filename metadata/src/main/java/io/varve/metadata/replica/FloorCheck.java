package io.varve.metadata.replica;

import io.varve.core.Clock;
import java.time.Duration;

/// When a node last saw the bound below which entries may be gone; the moment before it asked.
///
/// By both clocks: the monotonic one stands still while a machine sleeps, the wall clock may be set back.
public record FloorCheck(long nanos, long wallMs) {

    /// A trim deletes entries at the earliest a day after their bound was recorded, so whoever has looked
    /// within the last hour has seen every bound that matters.
    private static final Duration RECENT = Duration.ofHours(1);

    public static FloorCheck at(Clock clock) {
        return new FloorCheck(clock.nanoTime(), clock.wallMs());
    }

    public boolean isRecent(Clock clock) {
        long sinceNanos = clock.nanoTime() - nanos;
        long sinceWallMs = clock.wallMs() - wallMs;
        return sinceNanos < RECENT.toNanos() && sinceWallMs >= 0 && sinceWallMs < RECENT.toMillis();
    }
}
