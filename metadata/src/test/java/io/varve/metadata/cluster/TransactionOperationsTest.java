package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.varve.core.Doors;
import io.varve.core.Threads;
import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.CatalogCommand.CreateTopic;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes, neither of which hears of the other's entries before it looks.
class TransactionOperationsTest {

    private static final TopicId FLIGHTS = new TopicId(0, 7);
    private static final ShardId SHARD = ShardId.data(0);
    private static final int TIMEOUT_MS = 60_000;
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final ManualDoors time = new ManualDoors();
    private final ClockGuard clockGuard = new ClockGuard(time);
    private final Stores stores = new Stores(new MemoryObjectStore(time), new MemoryJournal(true), clockGuard);

    /// What would tell of ends at once, and does when the test has it do so.
    private final Queue<Runnable> ends = new ArrayDeque<>();

    private final Cluster one = open();
    private final Cluster other = open();
    private final String id = idWithHome(ShardId.data(1));

    private Cluster open() {
        return Cluster.open(stores, new ClusterSettings(new ShardCounts(2, 1), PACE, UpkeepSettings.DEFAULT), doors());
    }

    private Doors doors() {
        Doors all = time.doors();
        Threads threads = (name, task) -> {
            boolean held = name.equals("transaction-end") && ends.add(task);
            return all.threads().start(name, held ? () -> {} : task);
        };
        return new Doors(all.clock(), all.timers(), threads, all.entropy(), all.crashPoints());
    }

    private String idWithHome(ShardId home) {
        int number = 0;
        while (!one.transactions().homeOf("id-" + number).id().equals(home)) {
            number++;
        }
        return "id-" + number;
    }

    @BeforeEach
    void createTopic() {
        one.meta().proposeAndWait(new CreateTopic("flights", FLIGHTS, 1, SHARD, new TreeMap<>()));
        one.dataShard(SHARD).proposeAndWait(new LogCommand.Open(FLIGHTS, 1, time.wallMs()));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void aNodeThatHasNotHeardOfTheLastTransactionsEndBeginsTheNext() {
        var first = (Outcome.Producer) one.transactions().init(id, TIMEOUT_MS, Optional.empty());
        add(one, first.producer());
        other.dataShard(SHARD).replica().refresh();
        var next = (Outcome.Producer) one.transactions().end(id, first.producer(), true, true);
        one.transactions().tell(id);

        assertThat(add(other, next.producer())).isEqualTo(new Outcome.InTransaction(2, time.wallMs(), true));
    }

    @Test
    void whoBeginsBeforeTheLastTransactionIsSettledWaitsForThat() {
        ProducerIdAndEpoch next = decideWithAGroupShardThatDoesNotKnow();

        var begun = CompletableFuture.supplyAsync(() -> add(one, next), THREADS);
        one.transactions().homeOf(id).proposeAndWait(new TransactionCommand.Marked(id, 1, true, 0));

        assertThat(begun.join()).isEqualTo(new Outcome.InTransaction(2, time.wallMs(), true));
    }

    @Test
    void nobodyWaitsLongForTheLastTransactionToBeSettled() {
        ProducerIdAndEpoch next = decideWithAGroupShardThatDoesNotKnow();
        long beganMs = time.wallMs();

        var begun = CompletableFuture.supplyAsync(() -> add(one, next), THREADS);

        assertThat(time.passingUntil(begun))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.CONCURRENT_TRANSACTIONS));
        assertThat(time.wallMs() - beganMs).isGreaterThanOrEqualTo(100);
    }

    private ProducerIdAndEpoch decideWithAGroupShardThatDoesNotKnow() {
        var first = (Outcome.Producer) one.transactions().init(id, TIMEOUT_MS, Optional.empty());
        one.transactions().addGroupShard(id, first.producer(), true, 0);
        return ((Outcome.Producer) one.transactions().end(id, first.producer(), true, true)).producer();
    }

    @Test
    void aNodeWhoseClockIsFoundToBeWrongLeavesTheEndToOthers() {
        var first = (Outcome.Producer) one.transactions().init(id, TIMEOUT_MS, Optional.empty());
        add(one, first.producer());
        one.transactions().end(id, first.producer(), true, true);
        Runnable end = ends.remove();
        clockGuard.observed(time.wallMs() + 3_600_000);

        assertThatCode(end::run).doesNotThrowAnyException();
        assertThat(known().state()).isEqualTo(TransactionState.PREPARE_COMMIT);

        clockGuard.observed(time.wallMs());
        other.transactions().tell(id);
        assertThat(known().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    private TransactionalId known() {
        other.dataShard(ShardId.data(1)).replica().refresh();
        return other.transactions().find(id).orElseThrow();
    }

    private Outcome add(Cluster node, ProducerIdAndEpoch producer) {
        Topic topic = node.freshCatalog().topic("flights").orElseThrow();
        return node.transactions().add(id, producer, true, Map.of(topic, Set.of(0)));
    }
}
