package io.varve.ingest.write;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.journal.ShardId;
import java.util.Optional;

/// Where a batch goes.
///
/// @param shard the data shard of the topic
/// @param flushRate the topic's own flush budget, if it has bought one
public record Destination(ShardId shard, TopicIdPartition partition, Optional<FlushRate> flushRate)
        implements Comparable<Destination> {

    /// By shard, topic id and partition, as batches lie in an object.
    @Override
    public int compareTo(Destination other) {
        int byShard = shard.compareTo(other.shard);
        return byShard != 0 ? byShard : partition.compareTo(other.partition);
    }
}
