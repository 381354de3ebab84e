package io.varve.metadata.cluster;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.log.LogState;
import java.time.Duration;

/// Moves the journal epoch on while entries are written. Objects carry the epoch in their keys, by which a sweep knows
/// what can no longer be named; an idle cluster stays in its epoch and pays for no entry.
final class EpochTicker {

    private final Cluster cluster;
    private final Duration every;

    EpochTicker(Cluster cluster, Duration every) {
        this.cluster = cluster;
        this.every = every;
    }

    void tickIfDue() {
        Catalog catalog = cluster.catalog();
        long latestMs = cluster.dataShards().stream()
                .mapToLong(shard -> shard.replica().query(LogState::timeMs))
                .max()
                .orElse(0);
        if (latestMs - catalog.tickedMs() >= every.toMillis()) {
            cluster.meta().proposeAndWait(new CatalogCommand.Tick(catalog.epoch() + 1));
        }
    }
}
