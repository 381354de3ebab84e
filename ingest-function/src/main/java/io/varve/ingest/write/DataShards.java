package io.varve.ingest.write;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.FlushProposal;

/// The data shards as the write path needs them. Thread-safe; no method blocks or throws.
public interface DataShards {

    /// Gives a proposal its turn in a shard, after those that came before.
    void propose(ShardId shard, FlushProposal proposal);

    /// Whether a partition, as far as this node has heard, has batches of a producer.
    boolean knowsProducer(ShardId shard, TopicIdPartition partition, long producerId);
}
