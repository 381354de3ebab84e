package io.varve.metadata.cluster;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.entry.CatalogCommand;
import java.time.Duration;

/// Moves the journal epoch on while logs or tables change, and once after that. Objects carry the epoch in their keys,
/// by which a sweep knows what can no longer be named; an idle cluster stays in its epoch and pays for no entry.
final class EpochTicker {

    private final Cluster cluster;
    private final Duration every;

    EpochTicker(Cluster cluster, Duration every) {
        this.cluster = cluster;
        this.every = every;
    }

    void tickIfDue() {
        Catalog catalog = cluster.catalog();
        long nowMs = cluster.stores().clockGuard().wallMs();
        if (!cluster.isIdle() && nowMs - catalog.tickedMs() >= every.toMillis()) {
            cluster.meta().proposeAndWait(new CatalogCommand.Tick(catalog.epoch() + 1));
        }
    }
}
