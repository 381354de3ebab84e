package io.varve.simulation.world;

import io.varve.core.ServerClock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A request of a process to a store: it arrives, takes effect, and is answered, each at its time. What has left the
/// process takes effect whatever becomes of the process.
final class SimulatedCall {

    private static final long MS_PER_SECOND = 1_000;
    private static final int SLOW_FACTOR = 100;
    private static final long RESET_NANOS = 5_000_000;
    private static final long TIMEOUT_NANOS = 30_000_000_000L;
    private static final long LATEST_ARRIVAL_NANOS = 4 * 3_600_000_000_000L;

    private final Life life;
    private final World world;
    private final String what;
    private final long usualNanos;
    private final Supplier<RuntimeException> unavailable;
    private final Supplier<RuntimeException> throttled;
    private final ServerClock serverClock;

    /// @param serverClock hears the server's date with every answer, in whole seconds
    /// @param unavailable what the caller gets when there is no answer
    /// @param throttled what it gets when there are too many requests
    SimulatedCall(
            Life life,
            String what,
            long usualNanos,
            ServerClock serverClock,
            Supplier<RuntimeException> unavailable,
            Supplier<RuntimeException> throttled) {
        this.life = life;
        this.world = life.world();
        this.what = what;
        this.usualNanos = usualNanos;
        this.serverClock = serverClock;
        this.unavailable = unavailable;
        this.throttled = throttled;
    }

    /// A request that changes something.
    <T> T write(Supplier<T> effect) {
        Faults faults = world.faults();
        if (faults.happens(Fault.LOST_REPLY)) {
            world.scheduler().after(latency(), () -> {
                arrive("reply lost", effect);
                world.replyLost(what);
            });
            throw failure(unavailable, faults.chance(Fault.LOST_REPLY).nextBoolean() ? RESET_NANOS : TIMEOUT_NANOS);
        }
        if (faults.happens(Fault.DELAYED)) {
            long delay = faults.chance(Fault.DELAYED).nextInt(4) == 0 ? LATEST_ARRIVAL_NANOS : 2 * TIMEOUT_NANOS;
            world.scheduler()
                    .after(1 + faults.chance(Fault.DELAYED).nextLong(delay), () -> arrive("arrives late", effect));
            throw failure(unavailable, TIMEOUT_NANOS);
        }
        return read(effect);
    }

    /// A request that only asks.
    <T> T read(Supplier<T> effect) {
        Faults faults = world.faults();
        if (faults.happens(Fault.REFUSED)) {
            throw failure(unavailable, RESET_NANOS);
        }
        if (faults.happens(Fault.THROTTLED)) {
            throw failure(throttled, latency());
        }
        long there = latency();
        long back = latency();
        if (faults.happens(Fault.SLOW)) {
            there *= SLOW_FACTOR;
        }
        var answer = new CompletableFuture<Answer<T>>();
        world.scheduler().after(there, () -> {
            var sent = new Answer<>(world.wallMs() / MS_PER_SECOND * MS_PER_SECOND, outcome(effect));
            world.scheduler().after(back, () -> answer.complete(sent));
        });
        Answer<T> received = answer.join();
        serverClock.observed(received.dateMs());
        return received.result().get();
    }

    private record Answer<T>(long dateMs, Supplier<T> result) {}

    private long latency() {
        return world.latencyNanos(usualNanos);
    }

    private <T> void arrive(String how, Supplier<T> effect) {
        world.trace("{} of {} {}", what, life, how);
        outcome(effect);
    }

    private static <T> Supplier<T> outcome(Supplier<T> effect) {
        try {
            T result = effect.get();
            return () -> result;
        } catch (Violation e) {
            throw e;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    /// What the caller gets, after so much time.
    private RuntimeException failure(Supplier<RuntimeException> failure, long nanos) {
        world.trace("{} of {} fails", what, life);
        var failed = new CompletableFuture<Void>();
        world.scheduler().after(world.latencyNanos(nanos), () -> failed.complete(null));
        failed.join();
        return failure.get();
    }
}
