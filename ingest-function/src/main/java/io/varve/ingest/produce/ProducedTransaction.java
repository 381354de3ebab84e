package io.varve.ingest.produce;

import io.varve.core.MalformedDataException;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.transaction.TransactionMembership;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.codec.RecordsField;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.log.OpenTransaction;
import io.varve.metadata.state.Outcome;
import io.varve.storage.batch.BatchHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.Errors;

/// The transaction that a produce request's batches are part of, if they are part of one.
///
/// Clients of KIP-890 do not announce partitions: the first batch of one adds it to the transaction. Those of others
/// must have been added.
final class ProducedTransaction {

    private static final short FIRST_VERSION_THAT_ADDS = 12;
    private static final short FIRST_VERSION_WITH_ABORTABLE = 11;

    private final Cluster cluster;
    private final WritableTopics topics;
    private final short version;
    private final String transactionalId;
    private final ProducerIdAndEpoch producer;
    private final List<TopicPartition> partitions;
    private Errors refusal = Errors.NONE;

    private ProducedTransaction(
            Cluster cluster,
            WritableTopics topics,
            short version,
            String transactionalId,
            ProducerIdAndEpoch producer,
            List<TopicPartition> partitions) {
        this.cluster = cluster;
        this.topics = topics;
        this.version = version;
        this.transactionalId = transactionalId;
        this.producer = producer;
        this.partitions = List.copyOf(partitions);
    }

    /// What a request says of a transaction.
    sealed interface Said {

        /// None of its batches is part of one.
        record Nothing() implements Said {}

        record Of(ProducedTransaction transaction) implements Said {}

        /// What it says cannot be.
        record Nonsense(String message) implements Said {}
    }

    /// A request without a transactional id is not looked into: a batch that says otherwise is found when it is
    /// checked.
    static Said of(Cluster cluster, WritableTopics topics, short version, ProduceRequestData request) {
        String transactionalId = request.transactionalId();
        if (transactionalId == null || transactionalId.isEmpty()) {
            return new Said.Nothing();
        }
        var producers = new HashSet<ProducerIdAndEpoch>();
        var partitions = new ArrayList<TopicPartition>();
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                Optional<BatchHeader> header = headerOf(partition).filter(BatchHeader::transactional);
                header.ifPresent(transactional -> {
                    producers.add(new ProducerIdAndEpoch(transactional.producerId(), transactional.producerEpoch()));
                    partitions.add(new TopicPartition(topic.name(), partition.index()));
                });
            }
        }
        if (partitions.isEmpty()) {
            return new Said.Nothing();
        }
        if (producers.size() > 1) {
            return new Said.Nonsense("batches of transactions of several producers");
        }
        return new Said.Of(new ProducedTransaction(
                cluster, topics, version, transactionalId, producers.iterator().next(), partitions));
    }

    /// Nothing of what cannot be read, which is refused for that.
    private static Optional<BatchHeader> headerOf(PartitionProduceData partition) {
        try {
            return Optional.of(
                    BatchHeader.read(RecordsField.bytes(partition.records()).slice()));
        } catch (MalformedDataException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether this node knows that all partitions may be written to, or that it need not care.
    boolean ready() {
        return refusal != Errors.NONE || partitions.stream().allMatch(this::ready);
    }

    /// The first batch that a partition gets of a transaction has to name the transactional id of its producer.
    private boolean ready(TopicPartition partition) {
        Optional<OpenTransaction> open = topics.find(partition.topic(), partition.partition())
                .flatMap(topic -> cluster.shardOf(topic)
                        .replica()
                        .query(state -> state.openTransaction(
                                new TopicIdPartition(topic.id(), partition.partition()), producer)));
        return open.map(transaction -> transaction.hasRecords() || isOfProducer())
                .orElse(version < FIRST_VERSION_THAT_ADDS);
    }

    private boolean isOfProducer() {
        return cluster.transactions()
                .find(transactionalId)
                .filter(id -> id.producer().producerId() == producer.producerId())
                .isPresent();
    }

    /// Finds out what [#ready] could not. Blocks.
    void prepare() {
        if (version >= FIRST_VERSION_THAT_ADDS) {
            add();
        } else {
            cluster.transactions().homeOf(transactionalId).replica().refresh();
            refusal = isOfProducer() ? Errors.NONE : Errors.INVALID_PRODUCER_ID_MAPPING;
        }
    }

    private void add() {
        var added = new HashMap<Topic, Set<Integer>>();
        for (TopicPartition partition : partitions) {
            topics.find(partition.topic(), partition.partition())
                    .ifPresent(topic -> added.computeIfAbsent(topic, absent -> new HashSet<>())
                            .add(partition.partition()));
        }
        if (added.isEmpty()) {
            return;
        }
        Outcome outcome = cluster.transactions().add(transactionalId, producer, true, added);
        if (outcome instanceof Outcome.Refused refused) {
            refusal = asProduceError(ErrorCodes.of(refused.refusal()));
        }
    }

    /// Empty if its epoch says which of the producer's transactions it is.
    Optional<ProducerIdAndEpoch> producerOfMany() {
        return version < FIRST_VERSION_THAT_ADDS ? Optional.of(producer) : Optional.empty();
    }

    /// Why none of the transaction's batches can be written, NONE if they may be.
    Errors refusal() {
        return refusal;
    }

    /// Why a partition has refused a batch as not part of an open transaction.
    Errors reasonOf(TopicIdPartition partition) {
        Errors reason = TransactionMembership.of(cluster.transactions().find(transactionalId), producer, partition);
        return reason == Errors.NONE ? Errors.INVALID_TXN_STATE : asProduceError(reason);
    }

    /// Clients that do not know an error get one by which they do the same.
    private Errors asProduceError(Errors error) {
        return switch (error) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case TRANSACTION_ABORTABLE -> version < FIRST_VERSION_WITH_ABORTABLE ? Errors.INVALID_TXN_STATE : error;
            case CONCURRENT_TRANSACTIONS -> version < FIRST_VERSION_THAT_ADDS ? Errors.NOT_ENOUGH_REPLICAS : error;
            default -> error;
        };
    }
}
