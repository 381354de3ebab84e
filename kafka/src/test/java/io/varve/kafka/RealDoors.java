package io.varve.kafka;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.Timers;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Doors to the machine itself.
public final class RealDoors {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "timers");
        thread.setDaemon(true);
        return thread;
    });

    public static final Clock CLOCK = new Clock() {
        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    private static final Timers TIMERS = (delay, task) -> {
        var future = TIMER.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    };

    public static final Doors DOORS = new Doors(
            CLOCK,
            TIMERS,
            (name, task) -> Thread.ofVirtual().name(name).start(task),
            () -> ThreadLocalRandom.current().nextLong(),
            CrashPoints.OFF);

    private RealDoors() {}
}
