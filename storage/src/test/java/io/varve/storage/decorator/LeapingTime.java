package io.varve.storage.decorator;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Time that jumps to whatever is waited for. For one thread.
final class LeapingTime implements Clock, Timers {

    private final List<Duration> waits = new ArrayList<>();
    private final Random random = new Random(1);
    private long nanos;

    Doors doors() {
        return new Doors(
                this,
                this,
                (name, task) -> {
                    throw new UnsupportedOperationException(name);
                },
                random::nextLong,
                CrashPoints.OFF);
    }

    List<Duration> waits() {
        return waits;
    }

    @Override
    public long wallMs() {
        return nanos / 1_000_000;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        waits.add(delay);
        nanos += delay.toNanos();
        task.run();
        return () -> {};
    }
}
