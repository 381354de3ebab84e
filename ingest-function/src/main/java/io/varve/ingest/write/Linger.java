package io.varve.ingest.write;

import java.time.Duration;

/// How long batches may wait for company. Every flush costs a PUT or an append, so the rate is the ceiling of the bill.
///
/// @param rate how many flushes may begin without waiting for more than what arrives at the same time
/// @param gather how long a batch waits at least for those that arrive at the same time, such as the other requests
/// that
///     a client has in flight; `varve.ingest.gather`
/// @param max the longest wait of a batch while uploads keep up; `varve.ingest.linger`
/// @param flushBytes as much is worth a flush of its own
public record Linger(FlushRate rate, Duration gather, Duration max, int flushBytes) {

    /// For stores that are paid for by the request.
    public static final Linger PAID =
            new Linger(new FlushRate(4, 20), Duration.ofMillis(2), Duration.ofMillis(250), 4 * 1024 * 1024);

    /// For stores whose requests cost nothing.
    public static final Linger EMBEDDED = PAID.free();

    public Linger {
        if (gather.isNegative() || max.compareTo(gather) < 0 || flushBytes < 1) {
            throw new IllegalArgumentException("a linger of " + gather + " to " + max + " or " + flushBytes + " bytes");
        }
    }

    /// The same where requests cost nothing: no batch waits while uploads keep up.
    public Linger free() {
        return new Linger(FlushRate.UNLIMITED, Duration.ZERO, max, flushBytes);
    }
}
