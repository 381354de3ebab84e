package io.varve.node;

import io.varve.core.Doors;
import io.varve.log.ClusterLogShards;
import io.varve.log.LogShards;
import io.varve.log.read.LogOffsets;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.metadata.cluster.Cluster;
import io.varve.node.NodeSettings.CacheSizes;

/// The logs of a cluster as this node reads them, with one cache for all its roles.
public record NodeLogs(LogShards shards, RunReader runs, LogOffsets offsets) {

    static NodeLogs of(Cluster cluster, CacheSizes sizes, Doors doors) {
        var shards = new ClusterLogShards(cluster);
        var cache = new ObjectCache(sizes.recentBytes(), sizes.oldBytes());
        var runs = new RunReader(
                cluster.stores().objects(),
                cluster.stores().journal(),
                cluster.clusterId(),
                cache,
                ReadLimits.DEFAULT,
                doors);
        return new NodeLogs(shards, runs, new LogOffsets(shards, runs));
    }

    public ObjectCache cache() {
        return runs.cache();
    }
}
