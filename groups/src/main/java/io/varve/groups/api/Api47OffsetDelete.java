package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetDelete, version 0. Partitions that there are not get UNKNOWN_TOPIC_OR_PARTITION.
final class Api47OffsetDelete extends GroupApi<OffsetDeleteRequestData> {

    private final KnownPartitions known;

    Api47OffsetDelete(Coordination groups, KnownPartitions known) {
        super(ApiKeys.OFFSET_DELETE, groups);
        this.known = known;
    }

    @Override
    CompletionStage<OffsetDeleteResponseData> answer(RequestContext context, OffsetDeleteRequestData request) {
        boolean namesUnknown = request.topics().stream()
                .anyMatch(topic ->
                        known.lacks(topic.name(), topic.partitions(), OffsetDeleteRequestPartition::partitionIndex));
        return known.whenFresh(context, namesUnknown, () -> delete(context, request));
    }

    private CompletionStage<OffsetDeleteResponseData> delete(RequestContext context, OffsetDeleteRequestData request) {
        var deleted = new OffsetDeleteRequestTopicCollection();
        var refused = new OffsetDeleteResponseTopicCollection();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            var split = known.split(topic.name(), topic.partitions(), OffsetDeleteRequestPartition::partitionIndex);
            if (!split.there().isEmpty()) {
                deleted.add(new OffsetDeleteRequestTopic().setName(topic.name()).setPartitions(split.there()));
            }
            if (!split.missing().isEmpty()) {
                refused.add(unknown(topic.name(), split.missing()));
            }
        }
        var rest = new OffsetDeleteRequestData().setGroupId(request.groupId()).setTopics(deleted);
        return groups().deleteOffsets(context, rest).thenApply(answer -> merged(answer, refused));
    }

    private static OffsetDeleteResponseTopic unknown(String name, List<OffsetDeleteRequestPartition> partitions) {
        var topic = new OffsetDeleteResponseTopic().setName(name);
        partitions.forEach(partition -> topic.partitions()
                .add(new OffsetDeleteResponsePartition()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())));
        return topic;
    }

    /// An error of the whole group comes alone.
    private static OffsetDeleteResponseData merged(
            OffsetDeleteResponseData answer, OffsetDeleteResponseTopicCollection refused) {
        if (answer.errorCode() != Errors.NONE.code()) {
            return answer;
        }
        for (OffsetDeleteResponseTopic topic : refused) {
            OffsetDeleteResponseTopic answered = answer.topics().find(topic.name());
            if (answered == null) {
                answer.topics().add(topic.duplicate());
            } else {
                topic.partitions().forEach(partition -> answered.partitions().add(partition.duplicate()));
            }
        }
        return answer;
    }
}
