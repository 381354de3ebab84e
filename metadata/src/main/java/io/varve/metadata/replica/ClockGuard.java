package io.varve.metadata.replica;

import io.varve.core.Clock;
import io.varve.core.ServerClock;
import java.time.Duration;

/// Compares this node's clock with what its stores say. Entry time comes from the clocks of the nodes that append; one
/// that runs a month ahead would expire everybody's records, so it may not append.
///
/// Thread-safe.
public final class ClockGuard implements ServerClock {

    /// Beyond this a node does not append. Stores give the time in whole seconds, and answers take a while.
    public static final Duration MAX_SKEW = Duration.ofMinutes(1);

    private final Clock clock;

    /// Guarded by this object's monitor.
    private boolean heard;

    private long serverMs;
    private long heardAtNanos;

    public ClockGuard(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void observed(long serverMs) {
        this.heard = true;
        this.serverMs = serverMs;
        this.heardAtNanos = clock.nanoTime();
    }

    /// How far this node's clock is ahead of its stores', negative if it is behind; 0 while no store has told the
    /// time.
    public synchronized long skewMs() {
        if (!heard) {
            return 0;
        }
        long serverNowMs = serverMs + (clock.nanoTime() - heardAtNanos) / 1_000_000;
        return clock.wallMs() - serverNowMs;
    }

    /// @throws ClockSkewException if this node may not append
    public void check() {
        long skewMs = skewMs();
        if (Math.abs(skewMs) > MAX_SKEW.toMillis()) {
            throw new ClockSkewException(skewMs);
        }
    }
}
