package io.varve.simulation.world;

import io.varve.core.Clock;
import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.core.Timers.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One life of a process, from its start to its end, which comes without warning. All its threads are virtual ones of
/// the world's scheduler: a process that has ended never runs again, one that is paused runs when it is resumed.
///
/// ```
///   running <--> paused
///      |           |
///      +-----------+--> ended     its requests to stores go on, nobody hears their answers
/// ```
public final class Life {

    private final World world;
    private final String name;
    private final SplittableRandom entropy;
    private final long nanoOrigin;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private State state = State.RUNNING;
    private long skewMs;
    private boolean setBack;

    private enum State {
        RUNNING,
        PAUSED,
        ENDED
    }

    /// @param entropySeed what the operating system's randomness is drawn from
    Life(World world, String name, long entropySeed) {
        this.world = world;
        this.name = name;
        this.entropy = new SplittableRandom(entropySeed);
        this.nanoOrigin = entropySeed >>> 8;
    }

    public World world() {
        return world;
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    public boolean hasEnded() {
        return state == State.ENDED;
    }

    /// Nothing of the process runs any more.
    public void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            held.clear();
            world.trace("end {}", name);
            atEnd.forEach(Runnable::run);
            atEnd.clear();
        }
    }

    /// What the world does when the process ends.
    public void onEnd(Runnable task) {
        if (state == State.ENDED) {
            task.run();
        } else {
            atEnd.add(task);
        }
    }

    public void pause() {
        if (state == State.RUNNING) {
            state = State.PAUSED;
            world.trace("pause {}", name);
        }
    }

    public void resume() {
        if (state == State.PAUSED) {
            state = State.RUNNING;
            world.trace("resume {}", name);
            held.forEach(world.scheduler()::soon);
            held.clear();
        }
    }

    /// How far the process's wall clock is ahead of the world's from now on.
    public void setClockSkew(long skewMs) {
        setBack |= skewMs < this.skewMs;
        this.skewMs = skewMs;
        world.trace("clock of {} is ahead by {} ms", name, skewMs);
    }

    /// Whether its clock has ever been set back. What it found to be old before may be younger by the time of an
    /// entry that it writes.
    public boolean wasSetBack() {
        return setBack;
    }

    /// Starts a thread of the process.
    public Thread start(String threadName, Runnable task) {
        return VirtualThreads.start(this::execute, threadName, () -> {
            try {
                world.withRandomness(task);
            } catch (Throwable e) {
                world.fail(new Violation("a thread died: " + name + "/" + threadName, e));
            }
        });
    }

    /// Everything non-deterministic that the process sees.
    public Doors doors() {
        return new Doors(
                new LifeClock(),
                (delay, task) -> {
                    var timer = new LifeTimer(task);
                    world.scheduler().after(nanos(delay), timer::isDue);
                    return timer;
                },
                this::start,
                entropy::nextLong,
                this::reach);
    }

    /// Never is after a hundred years, which leaves room for the world's own time.
    private static long nanos(Duration delay) {
        return Math.min(TimeUnit.NANOSECONDS.convert(delay), Long.MAX_VALUE / 3);
    }

    /// Runs a continuation now or, if the process is paused, later.
    private void execute(Runnable continuation) {
        world.scheduler().soon(() -> runOrHold(continuation));
    }

    private void runOrHold(Runnable continuation) {
        switch (state) {
            case RUNNING -> continuation.run();
            case PAUSED -> held.add(() -> runOrHold(continuation));
            case ENDED -> {}
        }
    }

    private void reach(CrashPoint point) {
        world.reached(point);
        if (state == State.RUNNING && world.faults().crashesAt(point)) {
            world.crashed(point);
            world.trace("crash of {} at {}", name, point);
            end();
            new CompletableFuture<Void>().join();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private final class LifeClock implements Clock {

        @Override
        public long wallMs() {
            return world.wallMs() + skewMs;
        }

        @Override
        public long nanoTime() {
            return nanoOrigin + world.scheduler().nowNanos();
        }
    }

    /// A timer of the process. Its task gets a thread, for it may have to wait for a lock.
    private final class LifeTimer implements Timer {

        private final Runnable task;
        private boolean cancelled;

        LifeTimer(Runnable task) {
            this.task = task;
        }

        void isDue() {
            if (!cancelled && state != State.ENDED) {
                start("timer", () -> {
                    if (!cancelled) {
                        task.run();
                    }
                });
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
