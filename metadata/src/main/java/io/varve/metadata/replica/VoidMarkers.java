package io.varve.metadata.replica;

import io.varve.core.Id128;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.charset.StandardCharsets;

/// Marks by which a person declares an entry void: every replica applies it as if it said nothing.
///
/// A marker is only safe while no replica has applied the entry with effect, which is the case when all halted on it.
///
/// ```
///   key   <cluster id>/void/<shard>-<sequence>
/// ```
public final class VoidMarkers {

    private final ObjectStore store;
    private final Id128 clusterId;

    public VoidMarkers(ObjectStore store, Id128 clusterId) {
        this.store = store;
        this.clusterId = clusterId;
    }

    public void mark(ShardId shard, long sequence, String reason) {
        store.create(key(shard, sequence), Payload.of(reason.getBytes(StandardCharsets.UTF_8)));
    }

    boolean isMarked(ShardId shard, long sequence) {
        return store.head(key(shard, sequence)).isPresent();
    }

    private String key(ShardId shard, long sequence) {
        return clusterId + "/void/" + shard + "-" + sequence;
    }
}
