package io.varve.table.feed;

import java.time.Duration;

/// How another catalog is kept up.
///
/// @param retryEvery how long what has failed is left alone
/// @param checkEvery how often it is looked at although nothing has changed here
/// @param staleAfter for how long a version stays readable that is not the present one any more: the objects of a table
///     that is longer behind may be gone
public record FeedPace(Duration retryEvery, Duration checkEvery, Duration staleAfter) {

    public FeedPace {
        if (!retryEvery.isPositive() || !checkEvery.isPositive() || staleAfter.isNegative()) {
            throw new IllegalArgumentException("another catalog tried again every " + retryEvery + ", looked at every "
                    + checkEvery + ", stale after " + staleAfter);
        }
    }
}
