package io.varve.kafka.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The node's budget of bytes that requests may occupy from their first byte until they are answered. Who asks for more
/// than is left waits, and so stops reading. Thread-safe, first come first served.
///
/// A frame is paid for in steps, as its bytes arrive, so that a client cannot occupy what it only
/// announces. Frames that have begun come before new ones; and lest a node full of begun frames wait for
/// itself, one of them at a time may overdraw. Hence at most `limitBytes` plus one frame are in use.
public final class InFlightBytes {

    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final Deque<Waiter> growing = new ArrayDeque<>();
    private final Deque<Waiter> starting = new ArrayDeque<>();
    private long usedBytes;
    private @Nullable Lease overdrawn;

    public InFlightBytes(long limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("a budget of " + limitBytes + " bytes lets nothing in");
        }
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Occupies bytes for a new frame, at most the whole budget; waits until they are free.
    Lease acquire(long bytes) throws InterruptedException {
        var lease = new Lease();
        await(starting, lease, bytes);
        return lease;
    }

    private void await(Deque<Waiter> queue, Lease lease, long bytes) throws InterruptedException {
        var waiter = new Waiter(lease, bytes);
        lock.lock();
        try {
            queue.add(waiter);
            grant();
        } finally {
            lock.unlock();
        }
        try {
            waiter.granted.get();
        } catch (InterruptedException e) {
            abandon(queue, waiter);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails a waiter", e);
        }
    }

    private void abandon(Deque<Waiter> queue, Waiter waiter) {
        lock.lock();
        try {
            // If it was granted meanwhile, the bytes are the lease's, which its owner releases.
            if (queue.remove(waiter)) {
                grant();
            } else if (queue == starting) {
                waiter.lease.release();
            }
        } finally {
            lock.unlock();
        }
    }

    // Called under the lock. Completing a waiter under it is harmless: the waiter is a thread in get(), no callback.
    private void grant() {
        while (!growing.isEmpty() && mayGrow(growing.peek())) {
            take(growing.remove());
        }
        while (growing.isEmpty() && !starting.isEmpty() && (fits(starting.peek()) || usedBytes == 0)) {
            take(starting.remove());
        }
    }

    private boolean mayGrow(Waiter waiter) {
        if (fits(waiter) || overdrawn == waiter.lease) {
            return true;
        }
        if (overdrawn == null) {
            overdrawn = waiter.lease;
            return true;
        }
        return false;
    }

    private boolean fits(Waiter waiter) {
        return usedBytes + waiter.bytes <= limitBytes;
    }

    private void take(Waiter waiter) {
        usedBytes += waiter.bytes;
        waiter.lease.bytes += waiter.bytes;
        waiter.granted.complete(null);
    }

    /// What one frame occupies.
    final class Lease {
        private long bytes;

        /// Occupies more; waits until it is free.
        void grow(long more) throws InterruptedException {
            await(growing, this, more);
        }

        /// Gives everything back. Repeating is a no-op.
        void release() {
            lock.lock();
            try {
                usedBytes -= bytes;
                bytes = 0;
                if (overdrawn == this) {
                    overdrawn = null;
                }
                grant();
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Waiter {
        private final Lease lease;
        private final long bytes;
        private final CompletableFuture<Void> granted = new CompletableFuture<>();

        private Waiter(Lease lease, long bytes) {
            this.lease = lease;
            this.bytes = bytes;
        }
    }
}
