package io.varve.reader.forward;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/// Produce, in the versions of ingest nodes: always NOT_LEADER_OR_FOLLOWER, so that the producer looks for the leader.
/// Records are not forwarded, since that would be a second way for them that is slower and no safer.
final class Api00Produce implements ApiHandler<ProduceRequestData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.PRODUCE;
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ProduceRequestData request) {
        throw new NotLeaderOrFollowerException("this node only reads");
    }
}
