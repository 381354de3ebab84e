package io.varve.benchmarks.micro;

import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.DataShards;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.ProposalException;

/// Ends every flush where offsets would be given out: a log that grew would be what is measured.
final class SinkShards implements DataShards {

    @Override
    public void propose(ShardId shard, FlushProposal proposal) {
        proposal.failed(
                new ProposalException(ProposalException.Kind.NOT_WRITTEN, "this is as far as the benchmark goes"));
    }

    @Override
    public boolean knowsProducer(ShardId shard, TopicIdPartition partition, long producerId) {
        return false;
    }
}
