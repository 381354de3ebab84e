package io.varve.ingest.write;

/// Tokens that come at an even rate and are saved up to a burst; full at first. The caller tells the time. Not
/// thread-safe.
final class TokenBucket {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /// 0 where the rate is unlimited.
    private final long tokenNanos;

    private final long fullNanos;
    private long savedNanos;
    private long asOfNanos;

    TokenBucket(FlushRate rate, long nowNanos) {
        tokenNanos = SECOND_NANOS / rate.perSecond();
        fullNanos = tokenNanos * rate.burst();
        savedNanos = fullNanos;
        asOfNanos = nowNanos;
    }

    boolean tryTake(long nowNanos) {
        if (nanosUntilToken(nowNanos) > 0) {
            return false;
        }
        savedNanos -= tokenNanos;
        return true;
    }

    /// How long it is until there is a token; 0 if there is one.
    long nanosUntilToken(long nowNanos) {
        savedNanos = Math.min(fullNanos, savedNanos + nowNanos - asOfNanos);
        asOfNanos = nowNanos;
        return Math.max(0, tokenNanos - savedNanos);
    }
}
