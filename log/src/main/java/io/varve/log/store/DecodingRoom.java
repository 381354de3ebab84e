package io.varve.log.store;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Room for row groups that are decoded or answered from, in bytes of what they decode to, for all requests of a node
/// together. Who asks for much waits until so much is free, and nobody behind it overtakes it.
///
/// A request asks once, for all that it needs, before it begins anything that others wait for: then somebody always
/// gets on.
///
/// Thread-safe.
public final class DecodingRoom {

    /// Room is counted in these.
    private static final int UNIT_BYTES = 1024;

    private final int units;
    private final Semaphore free;

    DecodingRoom(long sizeBytes) {
        units = Math.clamp(sizeBytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    /// A part of the room, until it is closed: once.
    public final class Share implements AutoCloseable {

        private final int taken;

        private Share(int taken) {
            this.taken = taken;
        }

        @Override
        public void close() {
            free.release(taken);
        }
    }

    /// Waits for room. Who wants more than there is gets all of it; who wants nothing waits for nobody.
    Share take(long sizeBytes) {
        int wanted = units(sizeBytes);
        if (wanted > 0) {
            free.acquireUninterruptibly(wanted);
        }
        return new Share(wanted);
    }

    /// Empty if there is no room now.
    Optional<Share> tryTake(long sizeBytes) {
        int wanted = units(sizeBytes);
        return free.tryAcquire(wanted) ? Optional.of(new Share(wanted)) : Optional.empty();
    }

    /// How much of it is taken.
    long takenBytes() {
        return (long) (units - free.availablePermits()) * UNIT_BYTES;
    }

    private int units(long sizeBytes) {
        return (int) Math.min(units, Math.ceilDiv(sizeBytes, UNIT_BYTES));
    }
}
