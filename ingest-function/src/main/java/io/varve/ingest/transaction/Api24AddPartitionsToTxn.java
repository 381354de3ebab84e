package io.varve.ingest.transaction;

import io.varve.core.TopicIdPartition;
import io.varve.ingest.transaction.CoordinatorRequests.Asking;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.transaction.TransactionalId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// AddPartitionsToTxn, versions 0–5: partitions that a transaction is about to write to. From version 4 on a request
/// has several transactions, which may be asked about only.
///
/// If one partition of a transaction is unknown, none is added, and the others get OPERATION_NOT_ATTEMPTED.
public final class Api24AddPartitionsToTxn implements ApiHandler<AddPartitionsToTxnRequestData> {

    private static final short FIRST_BATCHED_VERSION = 4;
    private static final short FIRST_VERSION_WITH_FENCED = 2;

    private final Cluster cluster;
    private final CoordinatorRequests requests;

    Api24AddPartitionsToTxn(Cluster cluster, CoordinatorRequests requests) {
        this.cluster = cluster;
        this.requests = requests;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_PARTITIONS_TO_TXN;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, AddPartitionsToTxnRequestData request) {
        return context.version() < FIRST_BATCHED_VERSION
                ? ofOne(context, request)
                : requests.inOrder(context, () -> ofSeveral(context.version(), request));
    }

    private CompletionStage<Reply> ofOne(RequestContext context, AddPartitionsToTxnRequestData request) {
        var only = new Asked(
                request.v3AndBelowTransactionalId(),
                new ProducerIdAndEpoch(request.v3AndBelowProducerId(), request.v3AndBelowProducerEpoch()),
                partitions(request.v3AndBelowTopics()));
        return requests.adding(
                context,
                new Asking(only.transactionalId(), only.producer()),
                number -> ofOne(only, add(only, false, number, context.version())),
                error -> ofOne(only, only.all(error)));
    }

    private static AddPartitionsToTxnResponseData ofOne(Asked only, Map<TopicPartition, Errors> errors) {
        return new AddPartitionsToTxnResponseData().setResultsByTopicV3AndBelow(only.results(errors));
    }

    private AddPartitionsToTxnResponseData ofSeveral(short version, AddPartitionsToTxnRequestData request) {
        var response = new AddPartitionsToTxnResponseData();
        for (AddPartitionsToTxnTransaction transaction : request.transactions()) {
            var asked = new Asked(
                    transaction.transactionalId(),
                    new ProducerIdAndEpoch(transaction.producerId(), transaction.producerEpoch()),
                    partitions(transaction.topics()));
            Map<TopicPartition, Errors> errors =
                    transaction.verifyOnly() ? verify(asked) : add(asked, true, TransactionCommand.ANY_NUMBER, version);
            response.resultsByTransaction()
                    .add(new AddPartitionsToTxnResult()
                            .setTransactionalId(asked.transactionalId())
                            .setTopicResults(asked.results(errors)));
        }
        return response;
    }

    /// What is asked of one transaction.
    private record Asked(String transactionalId, ProducerIdAndEpoch producer, List<TopicPartition> partitions) {

        Map<TopicPartition, Errors> all(Errors error) {
            var errors = new HashMap<TopicPartition, Errors>();
            partitions.forEach(partition -> errors.put(partition, error));
            return errors;
        }

        AddPartitionsToTxnTopicResultCollection results(Map<TopicPartition, Errors> errors) {
            var results = new AddPartitionsToTxnTopicResultCollection();
            for (TopicPartition partition : partitions) {
                AddPartitionsToTxnTopicResult topic = results.find(partition.topic());
                if (topic == null) {
                    topic = new AddPartitionsToTxnTopicResult().setName(partition.topic());
                    results.add(topic);
                }
                topic.resultsByPartition()
                        .add(new AddPartitionsToTxnPartitionResult()
                                .setPartitionIndex(partition.partition())
                                .setPartitionErrorCode(errors.getOrDefault(partition, Errors.NONE)
                                        .code()));
            }
            return results;
        }
    }

    private static List<TopicPartition> partitions(AddPartitionsToTxnTopicCollection topics) {
        var partitions = new ArrayList<TopicPartition>();
        topics.forEach(topic ->
                topic.partitions().forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition))));
        return partitions;
    }

    private Map<TopicPartition, Errors> add(Asked asked, boolean epochRises, long number, short version) {
        var known = new HashMap<Topic, Set<Integer>>();
        var unknown = new HashSet<TopicPartition>();
        for (TopicPartition partition : asked.partitions()) {
            find(partition)
                    .ifPresentOrElse(
                            topic -> known.computeIfAbsent(topic, absent -> new HashSet<>())
                                    .add(partition.partition()),
                            () -> unknown.add(partition));
        }
        if (!unknown.isEmpty()) {
            Map<TopicPartition, Errors> errors = asked.all(Errors.OPERATION_NOT_ATTEMPTED);
            unknown.forEach(partition -> errors.put(partition, Errors.UNKNOWN_TOPIC_OR_PARTITION));
            return errors;
        }
        if (asked.transactionalId().isEmpty()) {
            return asked.all(Errors.INVALID_REQUEST);
        }
        return asked.all(TransactionErrors.of(
                cluster.transactions().add(asked.transactionalId(), asked.producer(), epochRises, known, number),
                version >= FIRST_VERSION_WITH_FENCED));
    }

    private Map<TopicPartition, Errors> verify(Asked asked) {
        if (asked.transactionalId().isEmpty()) {
            return asked.all(Errors.INVALID_REQUEST);
        }
        cluster.transactions().homeOf(asked.transactionalId()).replica().refresh();
        Optional<TransactionalId> known = cluster.transactions().find(asked.transactionalId());
        var errors = new HashMap<TopicPartition, Errors>();
        for (TopicPartition partition : asked.partitions()) {
            errors.put(
                    partition,
                    find(partition)
                            .map(topic -> TransactionMembership.of(
                                    known, asked.producer(), new TopicIdPartition(topic.id(), partition.partition())))
                            .orElse(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        }
        return errors;
    }

    /// Looks into a fresh catalog before a partition is called unknown.
    private Optional<Topic> find(TopicPartition partition) {
        Optional<Topic> topic = find(cluster.catalog().topic(partition.topic()), partition);
        return topic.isPresent() ? topic : find(cluster.freshCatalog().topic(partition.topic()), partition);
    }

    private static Optional<Topic> find(Optional<Topic> topic, TopicPartition partition) {
        return topic.filter(found -> partition.partition() >= 0 && partition.partition() < found.partitionCount());
    }
}
