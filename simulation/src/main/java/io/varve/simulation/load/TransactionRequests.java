package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.simulation.check.SentBatch;
import io.varve.simulation.cluster.Serving;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/// Requests of producers with a transactional id as clients send them, by the old protocol or by that of KIP-890.
final class TransactionRequests {

    private static final short ADD_PARTITIONS_VERSION = 3;
    private static final short ADD_OFFSETS_VERSION = 3;

    private final String transactionalId;
    private final boolean epochRises;
    private final int timeoutMs;

    /// @param epochRises whether by KIP-890, where each transaction has an epoch of its own
    /// @param timeoutMs how long a transaction may be open
    TransactionRequests(String transactionalId, boolean epochRises, int timeoutMs) {
        this.transactionalId = transactionalId;
        this.epochRises = epochRises;
        this.timeoutMs = timeoutMs;
    }

    boolean epochRises() {
        return epochRises;
    }

    int timeoutMs() {
        return timeoutMs;
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Coordinator>> findCoordinator() {
        return GroupRequests.findCoordinator(CoordinatorType.TRANSACTION, transactionalId);
    }

    /// @param expected who the producer is, if it has been one
    BiFunction<Serving, ClientConnection, CompletionStage<InitProducerIdResponseData>> init(
            Optional<ProducerIdAndEpoch> expected) {
        var request = new InitProducerIdRequestData()
                .setTransactionalId(transactionalId)
                .setTransactionTimeoutMs(timeoutMs)
                .setProducerId(expected.map(ProducerIdAndEpoch::producerId).orElse(ProducerIdAndEpoch.NO_PRODUCER_ID))
                .setProducerEpoch(expected.map(ProducerIdAndEpoch::epoch).orElse(ProducerIdAndEpoch.NO_EPOCH));
        return (node, connection) ->
                Requests.ask(node, connection, ApiKeys.INIT_PRODUCER_ID, (short) (epochRises ? 5 : 4), request);
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Errors>> add(
            ProducerIdAndEpoch producer, Set<TopicPartition> partitions) {
        var topics = new AddPartitionsToTxnTopicCollection();
        partitions.forEach(partition -> {
            AddPartitionsToTxnTopic topic = topics.find(partition.topic());
            if (topic == null) {
                topic = new AddPartitionsToTxnTopic().setName(partition.topic());
                topics.add(topic);
            }
            topic.partitions().add(partition.partition());
        });
        var request = new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(transactionalId)
                .setV3AndBelowProducerId(producer.producerId())
                .setV3AndBelowProducerEpoch(producer.epoch())
                .setV3AndBelowTopics(topics);
        return (node, connection) -> Requests.<AddPartitionsToTxnResponseData>ask(
                        node, connection, ApiKeys.ADD_PARTITIONS_TO_TXN, ADD_PARTITIONS_VERSION, request)
                .thenApply(TransactionRequests::worst);
    }

    /// What the client has to do something about: others were not attempted for it.
    private static Errors worst(AddPartitionsToTxnResponseData answer) {
        return answer.resultsByTopicV3AndBelow().stream()
                .flatMap(topic -> topic.resultsByPartition().stream())
                .map(partition -> Errors.forCode(partition.partitionErrorCode()))
                .filter(error -> error != Errors.NONE && error != Errors.OPERATION_NOT_ATTEMPTED)
                .findFirst()
                .orElse(Errors.NONE);
    }

    BiFunction<Serving, ClientConnection, CompletionStage<PartitionProduceResponse>> produce(
            SentBatch batch, Requests.Name name, TopicPartition to, long timestampMs, int padding) {
        MemoryRecords records = MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                name.producerId(),
                name.epoch(),
                name.baseSequence(),
                Requests.recordsOf(batch, timestampMs, padding));
        return Requests.produce(records, to.topic(), to.partition(), (short) (epochRises ? 12 : 11), transactionalId);
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Errors>> addOffsets(
            ProducerIdAndEpoch producer, String group) {
        var request = new AddOffsetsToTxnRequestData()
                .setTransactionalId(transactionalId)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setGroupId(group);
        return (node, connection) -> Requests.<AddOffsetsToTxnResponseData>ask(
                        node, connection, ApiKeys.ADD_OFFSETS_TO_TXN, ADD_OFFSETS_VERSION, request)
                .thenApply(answer -> Errors.forCode(answer.errorCode()));
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Errors>> commitOffset(
            ProducerIdAndEpoch producer, String group, TopicPartition partition, long offset) {
        var request = new TxnOffsetCommitRequestData()
                .setTransactionalId(transactionalId)
                .setGroupId(group)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName(partition.topic())
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(partition.partition())
                                .setCommittedOffset(offset)
                                .setCommittedMetadata("")))));
        return (node, connection) -> Requests.<TxnOffsetCommitResponseData>ask(
                        node, connection, ApiKeys.TXN_OFFSET_COMMIT, (short) (epochRises ? 5 : 3), request)
                .thenApply(answer -> Errors.forCode(
                        answer.topics().getFirst().partitions().getFirst().errorCode()));
    }

    BiFunction<Serving, ClientConnection, CompletionStage<EndTxnResponseData>> end(
            ProducerIdAndEpoch producer, boolean commit) {
        var request = new EndTxnRequestData()
                .setTransactionalId(transactionalId)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setCommitted(commit);
        return (node, connection) ->
                Requests.ask(node, connection, ApiKeys.END_TXN, (short) (epochRises ? 5 : 4), request);
    }
}
