package io.varve.kafka.net;

import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.kafka.net.InFlightBytes.Lease;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/// Gives a frame's bytes back to the node's budget when the last of those who use them is done. Thread-safe.
final class FrameBytes implements RequestBytes {

    private final Lease lease;

    /// Whoever answers the request is the first.
    private final AtomicInteger users = new AtomicInteger(1);

    FrameBytes(Lease lease) {
        this.lease = lease;
    }

    @Override
    public void keepUntil(CompletionStage<?> unused) {
        users.incrementAndGet();
        unused.whenComplete((result, error) -> done());
    }

    /// One of the users is done.
    void done() {
        if (users.decrementAndGet() == 0) {
            lease.release();
        }
    }
}
