package io.varve.kafka.offsets;

import io.varve.core.Doors;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogOffsets;
import io.varve.log.read.OffsetAnswer;
import io.varve.log.read.OffsetQuery;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;

/// ListOffsets, versions 1–8: earliest, latest, largest timestamp, by timestamp.
///
/// Every answer rests on a tail read that began after the request. `EARLIEST_LOCAL` (version 8) is the earliest: there
/// is
/// one tier.
public final class Api02ListOffsets implements ApiHandler<ListOffsetsRequestData> {

    private static final int LEADER_EPOCH = 0;

    private final Cluster cluster;
    private final LogOffsets offsets;
    private final Doors doors;

    public Api02ListOffsets(Cluster cluster, LogOffsets offsets, Doors doors) {
        this.cluster = cluster;
        this.offsets = offsets;
        this.doors = doors;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 1, (short) 8);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ListOffsetsRequestData request) {
        return Reply.later(doors.threads(), context, () -> answer(request));
    }

    private ListOffsetsResponseData answer(ListOffsetsRequestData request) {
        Catalog catalog = cluster.freshCatalog();
        var response = new ListOffsetsResponseData();
        var queries = new ArrayList<OffsetQuery>();
        var asked = new ArrayList<ListOffsetsPartitionResponse>();
        for (ListOffsetsTopic topic : request.topics()) {
            var answers = new ListOffsetsTopicResponse().setName(topic.name());
            response.topics().add(answers);
            for (ListOffsetsPartition partition : topic.partitions()) {
                ListOffsetsPartitionResponse answer = blank(partition);
                answers.partitions().add(answer);
                Optional<OffsetQuery.Target> target = target(partition.timestamp());
                if (catalog.topic(topic.name()).isEmpty()) {
                    answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                } else if (partition.currentLeaderEpoch() > LEADER_EPOCH) {
                    answer.setErrorCode(Errors.UNKNOWN_LEADER_EPOCH.code());
                } else if (target.isEmpty()) {
                    answer.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
                } else {
                    var id = catalog.topic(topic.name()).orElseThrow().id();
                    queries.add(new OffsetQuery(
                            new TopicIdPartition(id, partition.partitionIndex()), target.orElseThrow()));
                    asked.add(answer);
                }
            }
        }
        var isolationLevel =
                request.isolationLevel() == 0 ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
        List<OffsetAnswer> found = offsets.find(queries, isolationLevel, new KafkaRecordSearch());
        for (int i = 0; i < asked.size(); i++) {
            fill(asked.get(i), found.get(i));
        }
        return response;
    }

    private static Optional<OffsetQuery.Target> target(long timestamp) {
        if (timestamp >= 0) {
            return Optional.of(new OffsetQuery.AtTimestamp(timestamp));
        }
        return switch ((int) timestamp) {
            case (int) ListOffsetsRequest.LATEST_TIMESTAMP -> Optional.of(new OffsetQuery.Latest());
            case (int) ListOffsetsRequest.EARLIEST_TIMESTAMP, (int) ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP ->
                Optional.of(new OffsetQuery.Earliest());
            case (int) ListOffsetsRequest.MAX_TIMESTAMP -> Optional.of(new OffsetQuery.MaxTimestamp());
            default -> Optional.empty();
        };
    }

    private static ListOffsetsPartitionResponse blank(ListOffsetsPartition partition) {
        return new ListOffsetsPartitionResponse()
                .setPartitionIndex(partition.partitionIndex())
                .setTimestamp(OffsetAnswer.NO_TIMESTAMP)
                .setOffset(-1);
    }

    private static void fill(ListOffsetsPartitionResponse answer, OffsetAnswer found) {
        switch (found) {
            case OffsetAnswer.Found at ->
                answer.setOffset(at.offset()).setTimestamp(at.timestampMs()).setLeaderEpoch(LEADER_EPOCH);
            case OffsetAnswer.None none -> {}
            case OffsetAnswer.UnknownPartition unknown -> answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            case OffsetAnswer.Corrupt corrupt -> answer.setErrorCode(Errors.CORRUPT_MESSAGE.code());
            case OffsetAnswer.StorageFailed failed -> answer.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }
}
