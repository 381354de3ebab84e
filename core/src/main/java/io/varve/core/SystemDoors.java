package io.varve.core;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The doors of a running process: the machine's clocks, the operating system's randomness, virtual threads, and one
/// daemon thread that serves all timers.
///
/// The build refuses clocks, randomness, threads and timed waits of the JDK in all other production code.
public final class SystemDoors {

    private static final Logger LOG = LoggerFactory.getLogger(SystemDoors.class);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final ScheduledThreadPoolExecutor TIMERS = timers();

    private SystemDoors() {}

    /// Doors whose crash points do what is given. All others are the process's own, and shared.
    public static Doors open(CrashPoints crashPoints) {
        return new Doors(new MachineClock(), SystemDoors::after, SystemDoors::start, RANDOM::nextLong, crashPoints);
    }

    /// Runs the task when the process is told to end, beside other such tasks. The process ends when all have
    /// returned.
    public static void atShutdown(Runnable task) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> runLogged(task)));
    }

    private record MachineClock() implements Clock {

        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    private static Thread start(String name, Runnable task) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler((thread, e) -> LOG.error("thread died name={}", thread.getName(), e))
                .start(task);
    }

    private static ScheduledThreadPoolExecutor timers() {
        var executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("timers").factory());
        // Most timers are time-outs that never come to pass: they must not stay in memory until they would have.
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static Timers.Timer after(Duration delay, Runnable task) {
        // Unlike Duration#toNanos, the conversion answers for 300 years and more with the highest number.
        long delayNanos = TimeUnit.NANOSECONDS.convert(delay);
        ScheduledFuture<?> scheduled = TIMERS.schedule(() -> runLogged(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /// Logs what the executor would keep in a future that nobody asks.
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("task failed", e);
        }
    }
}
