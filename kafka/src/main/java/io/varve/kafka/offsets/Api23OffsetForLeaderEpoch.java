package io.varve.kafka.offsets;

import io.varve.core.Doors;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogBounds;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetForLeaderEpoch, versions 2–4. Logs are never truncated and have one epoch, 0, which ends at the high
/// watermark;
/// that is read fresh.
public final class Api23OffsetForLeaderEpoch implements ApiHandler<OffsetForLeaderEpochRequestData> {

    private static final int LEADER_EPOCH = 0;
    private static final int UNDEFINED = -1;

    private final Cluster cluster;
    private final Doors doors;

    public Api23OffsetForLeaderEpoch(Cluster cluster, Doors doors) {
        this.cluster = cluster;
        this.doors = doors;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 2, (short) 4);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, OffsetForLeaderEpochRequestData request) {
        return Reply.later(doors.threads(), context, () -> answer(request));
    }

    private OffsetForLeaderEpochResponseData answer(OffsetForLeaderEpochRequestData request) {
        Catalog catalog = cluster.freshCatalog();
        var response = new OffsetForLeaderEpochResponseData();
        Set<ShardId> refreshed = new HashSet<>();
        for (OffsetForLeaderTopic topic : request.topics()) {
            var result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            Optional<Topic> known = catalog.topic(topic.topic());
            known.ifPresent(found -> {
                if (refreshed.add(found.shard())) {
                    cluster.shardOf(found).replica().refresh();
                }
            });
            for (OffsetForLeaderPartition partition : topic.partitions()) {
                result.partitions().add(endOf(known, partition));
            }
            response.topics().add(result);
        }
        return response;
    }

    private EpochEndOffset endOf(Optional<Topic> topic, OffsetForLeaderPartition partition) {
        var end = new EpochEndOffset()
                .setPartition(partition.partition())
                .setLeaderEpoch(UNDEFINED)
                .setEndOffset(UNDEFINED);
        Optional<LogBounds> bounds = topic.flatMap(found -> cluster.shardOf(found)
                .replica()
                .query(state -> state.bounds(new TopicIdPartition(found.id(), partition.partition()))));
        if (bounds.isEmpty()) {
            return end.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        if (partition.currentLeaderEpoch() > LEADER_EPOCH) {
            return end.setErrorCode(Errors.UNKNOWN_LEADER_EPOCH.code());
        }
        return partition.leaderEpoch() == LEADER_EPOCH
                ? end.setLeaderEpoch(LEADER_EPOCH).setEndOffset(bounds.get().highWatermark())
                : end;
    }
}
