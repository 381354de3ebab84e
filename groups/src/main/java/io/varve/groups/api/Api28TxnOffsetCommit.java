package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// TxnOffsetCommit, versions 0–5: offsets that count once the producer's transaction is committed.
/// Partitions that there are not get UNKNOWN_TOPIC_OR_PARTITION.
///
/// From version 5 on it adds the group to the transaction by itself (KIP-890). Earlier ones come by one connection of
/// their producer, see [TransactionOwners].
final class Api28TxnOffsetCommit extends GroupApi<TxnOffsetCommitRequestData> {

    /// Earlier clients end when they are told that groups are being loaded (KAFKA-7296).
    private static final short FIRST_VERSION_THAT_WAITS = 2;

    private static final short FIRST_VERSION_THAT_ADDS = 5;

    private final KnownPartitions known;
    private final TransactionOwners owners;

    Api28TxnOffsetCommit(Coordination groups, KnownPartitions known, TransactionOwners owners) {
        super(ApiKeys.TXN_OFFSET_COMMIT, groups);
        this.known = known;
        this.owners = owners;
    }

    @Override
    CompletionStage<TxnOffsetCommitResponseData> answer(RequestContext context, TxnOffsetCommitRequestData request) {
        CompletionStage<TxnOffsetCommitResponseData> answer =
                context.version() < FIRST_VERSION_THAT_ADDS ? byOne(context, request) : whenKnown(context, request);
        return answer.thenApply(told -> context.version() < FIRST_VERSION_THAT_WAITS ? patient(told) : told);
    }

    private CompletionStage<TxnOffsetCommitResponseData> byOne(
            RequestContext context, TxnOffsetCommitRequestData request) {
        var producer = new ProducerIdAndEpoch(request.producerId(), request.producerEpoch());
        return owners.admit(producer, context.connection())
                .map(turn -> turn.during(() -> whenKnown(context, request)))
                .orElseGet(() -> CompletableFuture.completedFuture(refused(request)));
    }

    private static TxnOffsetCommitResponseData refused(TxnOffsetCommitRequestData request) {
        return new TxnOffsetCommitResponseData()
                .setTopics(request.topics().stream()
                        .map(topic -> refused(topic.name(), topic.partitions(), Errors.COORDINATOR_LOAD_IN_PROGRESS))
                        .toList());
    }

    private CompletionStage<TxnOffsetCommitResponseData> whenKnown(
            RequestContext context, TxnOffsetCommitRequestData request) {
        boolean namesUnknown = request.topics().stream()
                .anyMatch(topic ->
                        known.lacks(topic.name(), topic.partitions(), TxnOffsetCommitRequestPartition::partitionIndex));
        return known.whenFresh(context, namesUnknown, () -> commit(context, request));
    }

    private CompletionStage<TxnOffsetCommitResponseData> commit(
            RequestContext context, TxnOffsetCommitRequestData request) {
        var committed = new ArrayList<TxnOffsetCommitRequestTopic>();
        var refused = new ArrayList<TxnOffsetCommitResponseTopic>();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            var split = known.split(topic.name(), topic.partitions(), TxnOffsetCommitRequestPartition::partitionIndex);
            if (!split.there().isEmpty()) {
                committed.add(
                        new TxnOffsetCommitRequestTopic().setName(topic.name()).setPartitions(split.there()));
            }
            if (!split.missing().isEmpty()) {
                refused.add(refused(topic.name(), split.missing(), Errors.UNKNOWN_TOPIC_OR_PARTITION));
            }
        }
        if (committed.isEmpty()) {
            return CompletableFuture.completedFuture(new TxnOffsetCommitResponseData().setTopics(refused));
        }
        return groups().commitInTransaction(context, request.duplicate().setTopics(committed))
                .thenApply(answer -> merged(answer, refused));
    }

    private static TxnOffsetCommitResponseTopic refused(
            String topic, List<TxnOffsetCommitRequestPartition> partitions, Errors error) {
        return new TxnOffsetCommitResponseTopic()
                .setName(topic)
                .setPartitions(partitions.stream()
                        .map(partition -> new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()))
                        .toList());
    }

    private static TxnOffsetCommitResponseData merged(
            TxnOffsetCommitResponseData answer, List<TxnOffsetCommitResponseTopic> refused) {
        var topics = new ArrayList<>(answer.topics());
        topics.addAll(refused);
        return answer.setTopics(topics);
    }

    private static TxnOffsetCommitResponseData patient(TxnOffsetCommitResponseData answer) {
        answer.topics()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    if (partition.errorCode() == Errors.COORDINATOR_LOAD_IN_PROGRESS.code()) {
                        partition.setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code());
                    }
                }));
        return answer;
    }
}
