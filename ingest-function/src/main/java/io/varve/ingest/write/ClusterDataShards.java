package io.varve.ingest.write;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.ReplicaHaltedException;

/// The data shards of a cluster.
public final class ClusterDataShards implements DataShards {

    private final Cluster cluster;

    public ClusterDataShards(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void propose(ShardId id, FlushProposal proposal) {
        Shard<LogState, LogDraft> shard = cluster.dataShard(id);
        // What is ahead of its sequence waits for entries of other nodes.
        shard.tailer().demand();
        shard.appender().propose(proposal);
    }

    @Override
    public boolean knowsProducer(ShardId id, TopicIdPartition partition, long producerId) {
        try {
            return cluster.dataShard(id).replica().query(state -> state.knowsProducer(partition, producerId));
        } catch (ReplicaHaltedException e) {
            // Whoever proposes hears of it.
            return true;
        }
    }
}
