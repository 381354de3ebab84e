package io.varve.clients.transactions;

import io.varve.clients.transactions.Identities.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// One request of each API of transactions, about one topic.
record TransactionRequests(String topic) {

    private static final int TIMEOUT_MS = 10_000;

    InitProducerIdRequestData init(@Nullable String id, int timeoutMs, Identity expected) {
        return new InitProducerIdRequestData()
                .setTransactionalId(id)
                .setTransactionTimeoutMs(timeoutMs)
                .setProducerId(expected.producerId())
                .setProducerEpoch(expected.epoch());
    }

    AddPartitionsToTxnRequestData add(String id, Identity producer, List<Integer> partitions) {
        return new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(id)
                .setV3AndBelowProducerId(producer.producerId())
                .setV3AndBelowProducerEpoch(producer.epoch())
                .setV3AndBelowTopics(topics(partitions));
    }

    AddPartitionsToTxnRequestData addInBatch(
            String id, Identity producer, List<Integer> partitions, boolean verifyOnly) {
        var transactions = new AddPartitionsToTxnTransactionCollection();
        transactions.add(new AddPartitionsToTxnTransaction()
                .setTransactionalId(id)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setVerifyOnly(verifyOnly)
                .setTopics(topics(partitions)));
        return new AddPartitionsToTxnRequestData().setTransactions(transactions);
    }

    private AddPartitionsToTxnTopicCollection topics(List<Integer> partitions) {
        var topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(partitions));
        return topics;
    }

    AddOffsetsToTxnRequestData addOffsets(String id, Identity producer, String group) {
        return new AddOffsetsToTxnRequestData()
                .setTransactionalId(id)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setGroupId(group);
    }

    EndTxnRequestData end(String id, Identity producer, boolean commit) {
        return new EndTxnRequestData()
                .setTransactionalId(id)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setCommitted(commit);
    }

    /// A batch of records whose values say what was asked.
    ///
    /// @param sequence of the first record, −1 for a producer that is not idempotent
    ProduceRequestData produce(
            @Nullable String id,
            Identity producer,
            int partition,
            int sequence,
            boolean transactional,
            List<String> values) {
        SimpleRecord[] records = values.stream()
                .map(value -> new SimpleRecord(1_000, null, value.getBytes(StandardCharsets.UTF_8)))
                .toArray(SimpleRecord[]::new);
        MemoryRecords batch = transactional
                ? MemoryRecords.withTransactionalRecords(
                        Compression.NONE, producer.producerId(), producer.epoch(), sequence, records)
                : MemoryRecords.withIdempotentRecords(
                        Compression.NONE, producer.producerId(), producer.epoch(), sequence, records);
        var topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(topic)
                .setPartitionData(
                        List.of(new PartitionProduceData().setIndex(partition).setRecords(batch))));
        return new ProduceRequestData()
                .setTransactionalId(id)
                .setAcks((short) -1)
                .setTimeoutMs(TIMEOUT_MS)
                .setTopicData(topics);
    }

    TxnOffsetCommitRequestData commitOffset(String id, Identity producer, String group, int partition, long offset) {
        return new TxnOffsetCommitRequestData()
                .setTransactionalId(id)
                .setGroupId(group)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setGenerationId(-1)
                .setMemberId("")
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(partition)
                                .setCommittedOffset(offset)
                                .setCommittedMetadata("")))));
    }

    OffsetFetchRequestData committed(String group, int partition, boolean requireStable) {
        return new OffsetFetchRequestData()
                .setRequireStable(requireStable)
                .setGroups(List.of(new OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setTopics(List.of(new OffsetFetchRequestTopics()
                                .setName(topic)
                                .setPartitionIndexes(List.of(partition))))));
    }

    DescribeProducersRequestData producers(int partition) {
        return new DescribeProducersRequestData()
                .setTopics(List.of(new TopicRequest().setName(topic).setPartitionIndexes(List.of(partition))));
    }

    static DescribeTransactionsRequestData describe(String id) {
        return new DescribeTransactionsRequestData().setTransactionalIds(List.of(id));
    }

    static ListTransactionsRequestData list(String pattern, List<String> states) {
        return new ListTransactionsRequestData()
                .setTransactionalIdPattern(pattern)
                .setStateFilters(states);
    }
}
