package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one node has begun and not finished, another one does.
@Timeout(60)
class TransactionSettlerTest {

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final String ID = "t";
    private static final int TIMEOUT_MS = 10_000;

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private final ManualDoors time = new ManualDoors(1);
    private final ManualDoors timeOfOther = new ManualDoors(2);
    private final Cluster cluster = open(time);
    private final Cluster other = open(timeOfOther);
    private final TransactionOperations operations = cluster.transactions();
    private ProducerIdAndEpoch producer;

    /// In the shard that is not the home.
    private Topic topic;

    private Cluster open(ManualDoors doors) {
        return Cluster.open(
                new Stores(objects, journal, new ClockGuard(doors)),
                new ClusterSettings(new ShardCounts(2, 1), PACE, UpkeepSettings.DEFAULT),
                doors.doors());
    }

    @BeforeEach
    void begin() {
        topic = Stream.iterate(0, i -> i + 1)
                .map(this::createTopic)
                .filter(created -> !created.shard().equals(home()))
                .findFirst()
                .orElseThrow();
        producer = ((Outcome.Producer) operations.init(ID, TIMEOUT_MS, Optional.empty())).producer();
        assertThat(operations.add(ID, producer, false, Map.of(topic, Set.of(0))))
                .isInstanceOf(Outcome.InTransaction.class);
    }

    private Topic createTopic(int number) {
        new TopicOperations(cluster).create("topic-" + number, 1, new TreeMap<>());
        return cluster.freshCatalog().topic("topic-" + number).orElseThrow();
    }

    private ShardId home() {
        return operations.homeOf(ID).id();
    }

    @AfterEach
    void close() {
        cluster.close();
        other.close();
    }

    @Test
    void aTransactionThatIsOpenForTooLongIsAbortedByAnyNode() {
        settleByOther(Duration.ofMillis(TIMEOUT_MS - 1));
        assertThat(known(cluster).state()).isEqualTo(TransactionState.ONGOING);

        settleByOther(Duration.ofMillis(1));

        await(TransactionState.COMPLETE_ABORT);
        assertThat(known(cluster).producer().epoch()).isEqualTo((short) (producer.epoch() + 1));
        assertThat(bounds()).isEqualTo(new LogBounds(0, 1, 1));
        assertThat(operations.end(ID, producer, true, false)).isInstanceOf(Outcome.Refused.class);
    }

    /// Died between END and MARK.
    @Test
    void theEndIsToldByAnotherNodeIfNobodyElseDoes() {
        decide();
        assertThat(known(other).state()).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(bounds()).isEqualTo(new LogBounds(0, 0, 0));

        settleByOther(Duration.ofSeconds(2));

        await(TransactionState.COMPLETE_COMMIT);
        assertThat(bounds()).isEqualTo(new LogBounds(0, 1, 1));
        assertThat(operations.add(ID, producer, false, Map.of(topic, Set.of(0))))
                .isInstanceOf(Outcome.InTransaction.class);
    }

    /// Died between MARK and MARKED: the marker is not written twice.
    @Test
    void thatAnEndWasToldIsNotedByAnotherNode() {
        decide();
        cluster.shardOf(topic).proposeAndWait(new TransactionCommand.Mark(producer, 1, true));

        settleByOther(Duration.ofSeconds(2));

        await(TransactionState.COMPLETE_COMMIT);
        assertThat(bounds()).isEqualTo(new LogBounds(0, 1, 1));
    }

    /// The node that has decided does it at once, and is not to be forestalled.
    @Test
    void othersWaitBeforeTheyTellAnEnd() {
        decide();

        settleByOther(Duration.ofMillis(1_999));

        assertThat(known(other).state()).isEqualTo(TransactionState.PREPARE_COMMIT);
    }

    @Test
    void whoDecidesTellsTheOthersAtOnce() {
        assertThat(operations.end(ID, producer, false, false)).isInstanceOf(Outcome.Producer.class);

        await(TransactionState.COMPLETE_ABORT);
        assertThat(bounds()).isEqualTo(new LogBounds(0, 1, 1));
    }

    private void decide() {
        operations.homeOf(ID).proposeAndWait(new TransactionCommand.End(ID, producer, true, false, -1));
    }

    private static TransactionalId known(Cluster of) {
        of.transactions().homeOf(ID).replica().refresh();
        return of.transactions().find(ID).orElseThrow();
    }

    private LogBounds bounds() {
        cluster.shardOf(topic).replica().refresh();
        return cluster.shardOf(topic)
                .replica()
                .query(state -> state.bounds(new TopicIdPartition(topic.id(), 0)))
                .orElseThrow();
    }

    private void await(TransactionState state) {
        while (known(cluster).state() != state) {
            Thread.onSpinWait();
        }
    }

    /// What the other node's own upkeep does, and may do meanwhile.
    private void settleByOther(Duration after) {
        other.dataShards().forEach(shard -> shard.replica().refresh());
        timeOfOther.advance(after);
        new TransactionSettler(other, other.transactions()).settleAll();
    }
}
