package io.varve.ingest.transaction;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.log.ActiveProducer;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.Replica;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeProducers, version 0: the idempotent producers that partitions remember. Every answer is fresh. There are no
/// coordinators to be told apart, so their epoch is that of a producer that has ended no transaction, or 0.
public final class Api61DescribeProducers implements ApiHandler<DescribeProducersRequestData> {

    private final Cluster cluster;

    Api61DescribeProducers(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_PRODUCERS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeProducersRequestData request) {
        return Reply.later(
                cluster.doors().threads(),
                context,
                () -> new DescribeProducersResponseData()
                        .setTopics(request.topics().stream()
                                .map(topic -> new TopicResponse()
                                        .setName(topic.name())
                                        .setPartitions(topic.partitionIndexes().stream()
                                                .map(partition -> describe(topic.name(), partition))
                                                .toList()))
                                .toList()));
    }

    private PartitionResponse describe(String name, int number) {
        var response = new PartitionResponse().setPartitionIndex(number);
        Errors nameError = checkName(name);
        if (nameError != Errors.NONE) {
            return response.setErrorCode(nameError.code()).setErrorMessage(nameError.message());
        }
        Optional<Topic> topic =
                cluster.catalog().topic(name).or(() -> cluster.freshCatalog().topic(name));
        if (topic.isEmpty() || number < 0 || number >= topic.get().partitionCount()) {
            return response.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("there is no partition " + name + "-" + number);
        }
        Replica<LogState, LogDraft> replica = cluster.shardOf(topic.get()).replica();
        replica.refresh();
        List<ActiveProducer> producers = replica.query(
                state -> state.producers(new TopicIdPartition(topic.get().id(), number)));
        return response.setActiveProducers(
                producers.stream().map(Api61DescribeProducers::state).toList());
    }

    private static Errors checkName(String name) {
        try {
            org.apache.kafka.common.internals.Topic.validate(name);
            return Errors.NONE;
        } catch (InvalidTopicException e) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
    }

    private static ProducerState state(ActiveProducer producer) {
        return new ProducerState()
                .setProducerId(producer.producer().producerId())
                .setProducerEpoch(producer.producer().epoch())
                .setLastSequence(producer.lastSequence())
                .setLastTimestamp(producer.lastMs())
                .setCurrentTxnStartOffset(producer.transactionStartOffset());
    }
}
