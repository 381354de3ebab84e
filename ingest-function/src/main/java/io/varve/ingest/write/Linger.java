package io.varve.ingest.write;

import java.time.Duration;

/// How long batches may wait for company. Every flush costs a PUT or an append, so the rate is the ceiling of the bill.
///
/// @param rate how many flushes may begin without any wait
/// @param max the longest wait of a batch while uploads keep up; `varve.ingest.linger`
/// @param flushBytes as much is worth a flush of its own
public record Linger(FlushRate rate, Duration max, int flushBytes) {

    /// For stores that are paid for by the request.
    public static final Linger PAID = new Linger(new FlushRate(4, 20), Duration.ofMillis(250), 4 * 1024 * 1024);

    /// For stores whose requests cost nothing.
    public static final Linger EMBEDDED = new Linger(FlushRate.UNLIMITED, PAID.max(), PAID.flushBytes());

    public Linger {
        if (max.isNegative() || flushBytes < 1) {
            throw new IllegalArgumentException("a linger of " + max + " or " + flushBytes + " bytes");
        }
    }
}
