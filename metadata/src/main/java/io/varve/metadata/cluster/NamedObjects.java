package io.varve.metadata.cluster;

import io.varve.core.ByteReader;
import io.varve.core.TopicId;
import io.varve.metadata.catalog.CatalogState;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.Replica;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// What the shards of a cluster name, at the older of the two newest confirmed snapshots of each, which
/// know of a sweep: of the epochs below its bound nothing else will ever be named.
///
/// @param belowEpoch the lowest bound that any of those states knows
/// @param objects what runs lie in
/// @param tables the metadata of the tables' versions, which name further objects
public record NamedObjects(long belowEpoch, Set<ObjectRef> objects, SortedMap<TopicId, ObjectRef> tables) {

    public NamedObjects {
        objects = Set.copyOf(objects);
    }

    /// @throws io.varve.storage.StoreException if a snapshot cannot be read
    /// @throws io.varve.core.MalformedDataException if one is damaged
    static Optional<NamedObjects> read(Cluster cluster, Snapshots snapshots) {
        Optional<ByteBuffer> meta = covering(cluster.meta().replica(), snapshots);
        if (meta.isEmpty()) {
            return Optional.empty();
        }
        CatalogState catalog = CatalogState.read(new ByteReader(meta.get()));
        long belowEpoch = catalog.facts().sweptBelowEpoch();
        var objects = new HashSet<ObjectRef>();
        for (var shard : cluster.dataShards()) {
            Optional<ByteBuffer> data = covering(shard.replica(), snapshots);
            if (data.isEmpty()) {
                return Optional.empty();
            }
            LogState state = LogState.read(new ByteReader(data.get()));
            belowEpoch = Math.min(belowEpoch, state.facts().sweptBelowEpoch());
            objects.addAll(state.objects());
        }
        return Optional.of(
                new NamedObjects(belowEpoch, objects, catalog.catalog().tables()));
    }

    private static Optional<ByteBuffer> covering(Replica<? extends ShardState<?>, ?> replica, Snapshots snapshots) {
        ShardFacts facts = replica.query(ShardState::facts);
        if (!facts.sweepIsCovered() || facts.trimmable().isEmpty()) {
            return Optional.empty();
        }
        long sequence = facts.trimmable().getAsLong();
        ShardFacts.Snapshot snapshot = facts.snapshots().get(sequence);
        return Optional.ofNullable(snapshot)
                .map(known -> snapshots
                        .read(new Snapshots.Name(replica.shard(), sequence, known.hash()))
                        .state());
    }
}
