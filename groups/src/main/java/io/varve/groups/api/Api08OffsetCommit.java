package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetCommit, versions 2–9. Partitions that there are not get UNKNOWN_TOPIC_OR_PARTITION; the others are committed
/// together, or none of them.
final class Api08OffsetCommit extends GroupApi<OffsetCommitRequestData> {

    private final KnownPartitions known;

    Api08OffsetCommit(Coordination groups, KnownPartitions known) {
        super(ApiKeys.OFFSET_COMMIT, groups);
        this.known = known;
    }

    @Override
    CompletionStage<OffsetCommitResponseData> answer(RequestContext context, OffsetCommitRequestData request) {
        boolean namesUnknown = request.topics().stream()
                .anyMatch(topic ->
                        known.lacks(topic.name(), topic.partitions(), OffsetCommitRequestPartition::partitionIndex));
        return known.whenFresh(context, namesUnknown, () -> commit(context, request));
    }

    private CompletionStage<OffsetCommitResponseData> commit(RequestContext context, OffsetCommitRequestData request) {
        var committed = new ArrayList<OffsetCommitRequestTopic>();
        var refused = new ArrayList<OffsetCommitResponseTopic>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            var split = known.split(topic.name(), topic.partitions(), OffsetCommitRequestPartition::partitionIndex);
            if (!split.there().isEmpty()) {
                committed.add(new OffsetCommitRequestTopic()
                        .setName(topic.name())
                        .setTopicId(split.topicId())
                        .setPartitions(split.there()));
            }
            if (!split.missing().isEmpty()) {
                refused.add(unknown(topic.name(), split.missing()));
            }
        }
        if (committed.isEmpty()) {
            return CompletableFuture.completedFuture(new OffsetCommitResponseData().setTopics(refused));
        }
        return groups().commit(context, request.duplicate().setTopics(committed))
                .thenApply(answer -> merged(answer, refused));
    }

    private static OffsetCommitResponseTopic unknown(String topic, List<OffsetCommitRequestPartition> partitions) {
        return new OffsetCommitResponseTopic()
                .setName(topic)
                .setPartitions(partitions.stream()
                        .map(partition -> new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()))
                        .toList());
    }

    private static OffsetCommitResponseData merged(
            OffsetCommitResponseData answer, List<OffsetCommitResponseTopic> refused) {
        for (OffsetCommitResponseTopic topic : refused) {
            answer.topics().stream()
                    .filter(answered -> answered.name().equals(topic.name()))
                    .findFirst()
                    .ifPresentOrElse(
                            answered -> answered.partitions().addAll(topic.partitions()),
                            () -> answer.topics().add(topic));
        }
        return answer;
    }
}
