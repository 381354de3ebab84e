package io.varve.cli.store;

import io.varve.compactor.sweep.OtherNames;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All that a cluster's shards name, at their tails.
///
/// @param objects what runs lie in, and what tables consist of
/// @param snapshots from which a node may have to start
record Names(Set<ObjectRef> objects, Set<Snapshots.Name> snapshots) {

    /// Reads what is new in the journal first.
    static Names of(Cluster cluster, OtherNames otherNames) {
        Catalog catalog = cluster.freshCatalog();
        var objects = new HashSet<ObjectRef>();
        for (var shard : cluster.dataShards()) {
            shard.replica().refresh();
            objects.addAll(shard.replica().query(LogState::objects));
        }
        for (ObjectRef version : catalog.tables().values()) {
            objects.add(version);
            // One that is missing is found to be so, and tells nothing of what it named.
            if (cluster.stores()
                    .objects()
                    .head(version.key(cluster.clusterId()))
                    .isPresent()) {
                objects.addAll(otherNames.of(List.of(version)));
            }
        }
        for (int number = 0; number < cluster.groupShardCount(); number++) {
            cluster.groupShard(number).replica().refresh();
        }
        var snapshots = new HashSet<Snapshots.Name>();
        cluster.shards().forEach(shard -> addSnapshots(shard, snapshots));
        return new Names(objects, snapshots);
    }

    /// Earlier ones than those are deleted.
    private static void addSnapshots(Shard<?, ?> shard, Set<Snapshots.Name> snapshots) {
        ShardFacts facts = shard.replica().query(ShardState::facts);
        long first = facts.trimmable().orElse(0);
        facts.snapshots().forEach((sequence, snapshot) -> {
            if (sequence >= first) {
                snapshots.add(new Snapshots.Name(shard.id(), sequence, snapshot.hash()));
            }
        });
    }
}
