package io.varve.ingest.transaction;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeTransactions, version 0. Every answer is fresh. Groups whose offsets a transaction commits appear as Kafka
/// shows them, by the partition of `__consumer_offsets` that they would be in.
public final class Api65DescribeTransactions implements ApiHandler<DescribeTransactionsRequestData> {

    private final Cluster cluster;

    Api65DescribeTransactions(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TRANSACTIONS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeTransactionsRequestData request) {
        return Reply.later(
                cluster.doors().threads(),
                context,
                () -> new DescribeTransactionsResponseData()
                        .setTransactionStates(request.transactionalIds().stream()
                                .map(this::describe)
                                .toList()));
    }

    private TransactionState describe(String transactionalId) {
        var state = new TransactionState().setTransactionalId(transactionalId);
        if (transactionalId.isEmpty()) {
            return state.setErrorCode(Errors.INVALID_REQUEST.code());
        }
        cluster.transactions().homeOf(transactionalId).replica().refresh();
        Optional<TransactionalId> known = cluster.transactions().find(transactionalId);
        return known.map(id -> describe(state, id))
                .orElseGet(() -> state.setErrorCode(Errors.TRANSACTIONAL_ID_NOT_FOUND.code()));
    }

    private TransactionState describe(TransactionState state, TransactionalId id) {
        state.setTransactionState(id.state().kafkaName())
                .setTransactionTimeoutMs(id.timeoutMs())
                .setTransactionStartTimeMs(id.startedMs())
                .setProducerId(id.producer().producerId())
                .setProducerEpoch(id.producer().epoch());
        Participants participants = id.participants();
        Catalog catalog = cluster.catalog();
        Stream.concat(
                        participants.home().stream(),
                        participants.dataShards().values().stream().flatMap(Collection::stream))
                .forEach(partition -> add(state, nameOf(catalog, partition), partition.partition()));
        participants.groupShards().forEach(shard -> add(state, Topic.GROUP_METADATA_TOPIC_NAME, shard));
        return state;
    }

    /// A topic that was deleted since has its id for a name.
    private static String nameOf(Catalog catalog, TopicIdPartition partition) {
        return catalog.topic(partition.topicId())
                .map(io.varve.metadata.catalog.Topic::name)
                .orElse(partition.topicId().toString());
    }

    private static void add(TransactionState state, String topic, int partition) {
        TopicData data = state.topics().find(topic);
        if (data == null) {
            data = new TopicData().setTopic(topic);
            state.topics().add(data);
        }
        data.partitions().add(partition);
    }
}
