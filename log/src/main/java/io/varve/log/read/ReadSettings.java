package io.varve.log.read;

import java.time.Duration;

/// @param maxLongPolls reads that may wait for records at the same time; further ones are answered at once
/// @param maxWait the longest time that a read waits, whatever it asks for
/// @param maxRowGroupBytes what would bring in more bytes of row groups, as they are stored, is left to the
///     next request: all that one needs is decoded at the same time; less where the cache is small
public record ReadSettings(int maxLongPolls, Duration maxWait, long maxRowGroupBytes) {

    private static final long MAX_ROW_GROUP_BYTES = 64L << 20;

    public static final ReadSettings DEFAULT = new ReadSettings(10_000, Duration.ofSeconds(30));

    public ReadSettings(int maxLongPolls, Duration maxWait) {
        this(maxLongPolls, maxWait, MAX_ROW_GROUP_BYTES);
    }
}
