package io.varve.metadata;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.Timers;
import java.time.Duration;
import java.util.Random;

/// Doors under which nobody waits: whoever pauses finds the time gone by. Threads are not started, tests take their
/// turns.
public final class SteppingDoors implements Clock, Timers {

    private final Random random;
    private long nowMs = 1_700_000_000_000L;

    public SteppingDoors(long seed) {
        random = new Random(seed);
    }

    public Doors doors() {
        return new Doors(
                this,
                this,
                (name, task) -> {
                    throw new IllegalStateException("no thread is started here: " + name);
                },
                random::nextLong,
                CrashPoints.OFF);
    }

    public void advance(Duration by) {
        nowMs += by.toMillis();
    }

    @Override
    public long wallMs() {
        return nowMs;
    }

    @Override
    public long nanoTime() {
        return nowMs * 1_000_000;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        advance(delay);
        task.run();
        return () -> {};
    }
}
