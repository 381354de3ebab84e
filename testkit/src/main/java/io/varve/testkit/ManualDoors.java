package io.varve.testkit;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.Timers;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Real virtual threads under a clock that only the test moves, with randomness from a seed.
///
/// Thread-safe.
public final class ManualDoors implements Clock, Timers {

    private static final long START_WALL_MS = 1_700_000_000_000L;
    private static final long STEP_MS = 10;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition added = lock.newCondition();
    private final PriorityQueue<Pending> pending = new PriorityQueue<>();
    private final Random random;
    private long nanos;
    private long registered;

    public ManualDoors() {
        this(1);
    }

    public ManualDoors(long seed) {
        random = new Random(seed);
    }

    public Doors doors() {
        return new Doors(
                this,
                this,
                (name, task) -> Thread.ofVirtual().name(name).start(task),
                this::nextRandom,
                CrashPoints.OFF);
    }

    @Override
    public long wallMs() {
        return START_WALL_MS + nanoTime() / 1_000_000;
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        lock.lock();
        try {
            var timer = new Pending(nanos + delay.toNanos(), registered++, task);
            pending.add(timer);
            added.signalAll();
            return () -> cancel(timer);
        } finally {
            lock.unlock();
        }
    }

    /// How many timers are registered and have neither run nor been cancelled.
    public int pendingTimers() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until so many timers are pending: other threads have come to where they wait for time to pass.
    public void awaitTimers(int count) {
        lock.lock();
        try {
            while (pending.size() < count) {
                added.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets time pass, and runs what falls due, in its order, on the calling thread.
    public void advance(Duration by) {
        long end = nanoTime() + by.toNanos();
        while (true) {
            Pending due = nextDue(end);
            if (due == null) {
                return;
            }
            due.task.run();
        }
    }

    /// Lets time pass until something has come of what other threads do, and no faster than they do it:
    /// half as fast as it does for everybody else.
    public <T> T passingUntil(CompletableFuture<T> awaited) {
        while (true) {
            try {
                return awaited.get(STEP_MS * 2, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                advance(Duration.ofMillis(STEP_MS));
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("what was awaited did not come", e);
            }
        }
    }

    private @Nullable Pending nextDue(long endNanos) {
        lock.lock();
        try {
            Pending first = pending.peek();
            if (first == null || first.atNanos > endNanos) {
                nanos = Math.max(nanos, endNanos);
                return null;
            }
            nanos = Math.max(nanos, first.atNanos);
            return pending.poll();
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Pending timer) {
        lock.lock();
        try {
            pending.remove(timer);
        } finally {
            lock.unlock();
        }
    }

    private long nextRandom() {
        lock.lock();
        try {
            return random.nextLong();
        } finally {
            lock.unlock();
        }
    }

    /// Two timers of the same time run in the order in which they were registered.
    private record Pending(long atNanos, long number, Runnable task) implements Comparable<Pending> {

        @Override
        public int compareTo(Pending other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
