package io.varve.log;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The data shards of an open [Cluster], found through its catalog.
public final class ClusterLogShards implements LogShards {

    private final Cluster cluster;
    private final Map<ShardId, LogShard> shards = new LinkedHashMap<>();

    public ClusterLogShards(Cluster cluster) {
        this.cluster = cluster;
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            shards.put(shard.id(), new LogShard(shard.replica(), shard.tailer()::demand));
        }
    }

    @Override
    public Optional<LogShard> of(TopicId topicId) {
        return cluster.catalog()
                .topic(topicId)
                .or(() -> cluster.freshCatalog().topic(topicId))
                .map(Topic::shard)
                .map(shards::get);
    }

    @Override
    public Collection<LogShard> all() {
        return shards.values();
    }
}
