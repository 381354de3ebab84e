package io.varve.ingest.produce;

import static io.varve.ingest.produce.IngestNode.only;
import static io.varve.ingest.produce.IngestNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoints;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.FlushRate;
import io.varve.kafka.api.Reply;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.transaction.TransactionState;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Batches of transactions, of clients that announce partitions and of those that do not, and what each costs.
@Timeout(60)
class ProducedTransactionTest {

    private static final String ID = "t";
    private static final int TIMEOUT_MS = 60_000;
    private static final short WITHOUT_ABORTABLE = 10;
    private static final short OLD = 11;
    private static final short KIP_890 = 12;

    private final IngestNode node = new IngestNode(
            new MemoryObjectStore(new ManualDoors()),
            new MemoryJournal(true),
            FlushRate.UNLIMITED,
            CrashPoints.OFF,
            new ShardCounts(2, 1));

    /// In the home shard of the transactional id, and in the other one.
    private Topic home;

    private Topic other;
    private ProducerIdAndEpoch producer;

    @BeforeEach
    void begin() {
        home = topic(true);
        other = topic(false);
        producer = init();
    }

    private Topic topic(boolean ofHome) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> node.createTopic("topic-" + ofHome + i, 2, Map.of()))
                .filter(topic -> topic.shard()
                                .equals(node.cluster.transactions().homeOf(ID).id())
                        == ofHome)
                .findFirst()
                .orElseThrow();
    }

    private ProducerIdAndEpoch init() {
        return ((Outcome.Producer) node.cluster.transactions().init(ID, TIMEOUT_MS, Optional.empty())).producer();
    }

    @AfterEach
    void close() {
        node.close();
    }

    /// The request budget: with one partition in the home shard, one entry each to begin, to write and to end.
    @Test
    void aTransactionOfOnePartitionIsThreeEntries() {
        int before = node.journal.appends();

        add(home);
        assertThat(node.journal.appends() - before).isEqualTo(1);
        assertThat(produce(OLD, home, 0, "a").errorCode()).isZero();
        assertThat(node.journal.appends() - before).isEqualTo(2);
        end(false, true);
        assertThat(node.journal.appends() - before).isEqualTo(3);

        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 2, 2));
    }

    /// Nobody announces anything, and that is an entry all the same.
    @Test
    void aTransactionByKip890IsThreeEntriesToo() {
        int before = node.journal.appends();

        assertThat(produce(KIP_890, home, 0, "a").errorCode()).isZero();
        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 1, 0));
        assertThat(node.journal.appends() - before).isEqualTo(2);
        assertThat(produce(KIP_890, home, 1, "b").errorCode()).isZero();
        assertThat(node.journal.appends() - before).isEqualTo(3);
        end(true, true);

        assertThat(node.journal.appends() - before).isEqualTo(4);
        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 3, 3));
    }

    /// The other shard hears of the beginning, and of the end, and the home shard that it has: three entries more.
    @ParameterizedTest
    @CsvSource({"11, true", "11, false", "12, true", "12, false"})
    void anotherShardKnowsOfATransactionBeforeItsFirstBatch(short version, boolean commit) {
        int before = node.journal.appends();
        if (version == OLD) {
            add(other);
        }
        assertThat(produce(version, other, 0, "a").errorCode()).isZero();
        assertThat(node.journal.appends() - before).isEqualTo(3);
        assertThat(bounds(other)).isEqualTo(new LogBounds(0, 1, 0));

        end(version == KIP_890, commit);
        awaitSettled();

        assertThat(node.journal.appends() - before).isEqualTo(6);
        assertThat(bounds(other)).isEqualTo(new LogBounds(0, 2, 2));
        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 0, 0));
        List<AbortedTransaction> aborted =
                node.cluster.shardOf(other).replica().query(state -> state.abortedTransactions(partition(other), 0, 2));
        assertThat(aborted).hasSize(commit ? 0 : 1);
    }

    @Test
    void oneTransactionWritesToBothShards() {
        assertThat(produce(KIP_890, home, 0, "a").errorCode()).isZero();
        assertThat(produce(KIP_890, other, 0, "b").errorCode()).isZero();

        end(true, true);
        awaitSettled();

        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 2, 2));
        assertThat(bounds(other)).isEqualTo(new LogBounds(0, 2, 2));
        producer = new ProducerIdAndEpoch(producer.producerId(), (short) 1);
        assertThat(produce(KIP_890, other, 0, "c").errorCode()).isZero();
        assertThat(bounds(other)).isEqualTo(new LogBounds(0, 3, 2));
    }

    @Test
    void ofAnOldClientAPartitionMustHaveBeenAdded() {
        int before = node.journal.appends();

        assertThat(error(produce(OLD, home, 0, "a"))).isEqualTo(Errors.TRANSACTION_ABORTABLE);
        assertThat(error(produce(WITHOUT_ABORTABLE, home, 0, "a"))).isEqualTo(Errors.INVALID_TXN_STATE);

        assertThat(node.journal.appends()).isEqualTo(before);
        assertThat(bounds(home)).isEqualTo(new LogBounds(0, 0, 0));
    }

    @Test
    void whoeverWasFencedWritesNothing() {
        ProducerIdAndEpoch fenced = producer;
        producer = init();
        add(home);
        ProducerIdAndEpoch current = producer;
        producer = fenced;

        assertThat(error(produce(OLD, home, 0, "a"))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(error(produce(KIP_890, home, 0, "a"))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        producer = current;
        assertThat(produce(OLD, home, 0, "b").baseOffset()).isZero();
    }

    /// The first batch of a transaction comes before all participants of the last one know its end, and the
    /// next batch after that. The one must not go without the other.
    @Test
    void whatFollowsABatchThatCouldNotBeAddedWaitsForItToComeAgain() {
        node.cluster.transactions().addGroupShard(ID, producer, true, 0);
        node.cluster.transactions().end(ID, producer, true, true);
        assertThat(state()).isEqualTo(TransactionState.PREPARE_COMMIT);
        producer = new ProducerIdAndEpoch(producer.producerId(), (short) 1);
        Reply refused = node.time.passingUntil(send(KIP_890, home, 0, "a"));
        assertThat(error(only(refused))).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);

        node.cluster.transactions().homeOf(ID).proposeAndWait(new TransactionCommand.Marked(ID, 1, true, 0));
        assertThat(error(produce(KIP_890, home, 1, "b"))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(bounds(home).highWatermark()).isZero();

        assertThat(produce(KIP_890, home, 0, "a").baseOffset()).isZero();
        assertThat(produce(KIP_890, home, 1, "b").baseOffset()).isEqualTo(1);
    }

    @Test
    void aBatchOfATransactionNeedsAnIdThatIsItsProducers() {
        add(home);
        MemoryRecords records = Records.transactional(producer.producerId(), "a");

        assertThat(error(only(node.send(OLD, request(home.name(), 0, records)).join())))
                .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        assertThat(error(only(node.send(OLD, request(home.name(), 0, records).setTransactionalId("another"))
                        .join())))
                .isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(error(only(
                        node.send(KIP_890, request(home.name(), 0, records).setTransactionalId("another"))
                                .join())))
                .isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(bounds(home).highWatermark()).isZero();
    }

    private void add(Topic topic) {
        assertThat(node.cluster.transactions().add(ID, producer, false, Map.of(topic, Set.of(0))))
                .isInstanceOf(Outcome.InTransaction.class);
    }

    private void end(boolean epochRises, boolean commit) {
        assertThat(node.cluster.transactions().end(ID, producer, commit, epochRises))
                .isInstanceOf(Outcome.Producer.class);
    }

    private void awaitSettled() {
        while (!state().settled()) {
            Thread.onSpinWait();
        }
    }

    private TransactionState state() {
        return node.cluster.transactions().find(ID).orElseThrow().state();
    }

    private PartitionProduceResponse produce(short version, Topic topic, int sequence, String value) {
        return only(send(version, topic, sequence, value).join());
    }

    private CompletableFuture<Reply> send(short version, Topic topic, int sequence, String value) {
        MemoryRecords records = Records.transactional(producer.producerId(), producer.epoch(), sequence, value);
        return node.send(version, request(topic.name(), 0, records).setTransactionalId(ID));
    }

    private static Errors error(PartitionProduceResponse response) {
        return Errors.forCode(response.errorCode());
    }

    private LogBounds bounds(Topic topic) {
        return node.cluster
                .shardOf(topic)
                .replica()
                .query(state -> state.bounds(partition(topic)))
                .orElseThrow();
    }

    private static TopicIdPartition partition(Topic topic) {
        return new TopicIdPartition(topic.id(), 0);
    }
}
