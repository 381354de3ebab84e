package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetFetch, versions 1–9. Before version 8 a request is about one group, and version 1 has no error but those of
/// partitions.
final class Api09OffsetFetch extends GroupApi<OffsetFetchRequestData> {

    private static final short FIRST_VERSION_WITH_ERROR = 2;
    private static final short FIRST_BATCHED_VERSION = 8;
    private static final long NO_OFFSET = -1;

    Api09OffsetFetch(Coordination groups) {
        super(ApiKeys.OFFSET_FETCH, groups);
    }

    @Override
    CompletionStage<OffsetFetchResponseData> answer(RequestContext context, OffsetFetchRequestData request) {
        if (context.version() < FIRST_BATCHED_VERSION) {
            return fetch(context, only(request), request.requireStable())
                    .thenApply(group -> ofOnlyGroup(context.version(), request, group));
        }
        List<CompletableFuture<OffsetFetchResponseGroup>> answers = request.groups().stream()
                .map(group -> fetch(context, group, request.requireStable()).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> new OffsetFetchResponseData()
                        .setGroups(answers.stream().map(CompletableFuture::join).toList()));
    }

    /// What keeps one group's offsets from being read is no concern of the others.
    private CompletionStage<OffsetFetchResponseGroup> fetch(
            RequestContext context, OffsetFetchRequestGroup group, boolean requireStable) {
        return groups().committed(context, group, requireStable)
                .exceptionally(failure -> new OffsetFetchResponseGroup()
                        .setGroupId(group.groupId())
                        .setErrorCode(ErrorCodes.of(failure).code()));
    }

    private static OffsetFetchRequestGroup only(OffsetFetchRequestData request) {
        var group = new OffsetFetchRequestGroup().setGroupId(request.groupId());
        return request.topics() == null
                ? group.setTopics(null)
                : group.setTopics(request.topics().stream()
                        .map(topic -> new OffsetFetchRequestTopics()
                                .setName(topic.name())
                                .setPartitionIndexes(topic.partitionIndexes()))
                        .toList());
    }

    static OffsetFetchResponseData ofOnlyGroup(
            short version, OffsetFetchRequestData request, OffsetFetchResponseGroup group) {
        var response = new OffsetFetchResponseData();
        if (group.errorCode() == Errors.NONE.code()) {
            group.topics()
                    .forEach(topic -> response.topics()
                            .add(new OffsetFetchResponseTopic()
                                    .setName(topic.name())
                                    .setPartitions(topic.partitions().stream()
                                            .map(partition -> new OffsetFetchResponsePartition()
                                                    .setPartitionIndex(partition.partitionIndex())
                                                    .setCommittedOffset(partition.committedOffset())
                                                    .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                                                    .setMetadata(partition.metadata())
                                                    .setErrorCode(partition.errorCode()))
                                            .toList())));
        } else {
            if (version >= FIRST_VERSION_WITH_ERROR) {
                response.setErrorCode(group.errorCode());
            }
            // In later versions too, other than Kafka: aiokafka looks at nothing else there. A coordinator that has
            // moved would mean to it that nothing was ever committed.
            response.setTopics(failed(request, group.errorCode()));
        }
        return response;
    }

    private static List<OffsetFetchResponseTopic> failed(OffsetFetchRequestData request, short errorCode) {
        var topics = new ArrayList<OffsetFetchResponseTopic>();
        for (var topic : request.topics() == null ? List.<OffsetFetchRequestTopic>of() : request.topics()) {
            topics.add(new OffsetFetchResponseTopic()
                    .setName(topic.name())
                    .setPartitions(topic.partitionIndexes().stream()
                            .map(partition -> new OffsetFetchResponsePartition()
                                    .setPartitionIndex(partition)
                                    .setCommittedOffset(NO_OFFSET)
                                    .setMetadata("")
                                    .setErrorCode(errorCode))
                            .toList()));
        }
        return topics;
    }
}
