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
    public long skewMs() {
        return read().skewMs();
    }

    public boolean mayAppend() {
        return read().isSound();
    }

    /// @throws ClockSkewException if this node may not append
    public void check() {
        wallMs();
    }

    /// The time by this node's clock.
    ///
    /// @throws ClockSkewException if this node may not append
    public long wallMs() {
        Reading reading = read();
        if (!reading.isSound()) {
            throw new ClockSkewException(reading.skewMs());
        }
        return reading.wallMs();
    }

    /// One look at the wall clock: it may jump before the next.
    ///
    /// @param serverMs what the stores' clocks say, or the same while they have said nothing
    private record Reading(long wallMs, long serverMs) {

        long skewMs() {
            return wallMs - serverMs;
        }

        boolean isSound() {
            return Math.abs(skewMs()) <= MAX_SKEW.toMillis();
        }
    }

    private synchronized Reading read() {
        long wallMs = clock.wallMs();
        return new Reading(wallMs, heard ? serverMs + (clock.nanoTime() - heardAtNanos) / 1_000_000 : wallMs);
    }
}
