package io.varve.cli.store;

import io.varve.cli.console.CommandException;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterIdentity;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.Tailer.Pace;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.OpenStores;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// A cluster that somebody looks at who is no node of it and appends nothing.
///
/// @param parts what is closed in the end, the last one first
record OpenCluster(Cluster cluster, Deque<AutoCloseable> parts) implements AutoCloseable {

    /// Looking takes a moment; others' entries are read when they are asked for.
    private static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1));

    /// @throws CommandException if there is no cluster: none is begun
    static OpenCluster of(Locations locations) {
        Doors doors = SystemDoors.open(CrashPoints.OFF);
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            Stores stores = OpenStores.open(locations, doors, parts).stores();
            requireCluster(stores, locations);
            var settings = new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT);
            Cluster cluster = Cluster.open(stores, settings, doors);
            parts.push(cluster);
            return new OpenCluster(cluster, parts);
        } catch (RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    private static void requireCluster(Stores stores, Locations locations) {
        if (ClusterIdentity.of(stores.objects()).isEmpty()) {
            throw new CommandException("there is no cluster in '" + locations.storeUri()
                    + "': name its object store with --store or VARVE_STORE");
        }
        if (stores.journal().read(ShardId.META, 0, 1).entries().isEmpty()) {
            throw new CommandException("there is nothing in '" + locations.journalUri()
                    + "': name the cluster's journal with --journal or VARVE_JOURNAL");
        }
    }

    @Override
    public void close() {
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a store does not throw", e);
            }
        }
    }
}
