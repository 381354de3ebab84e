package io.varve.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.Source;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionLedgerTest {

    private static final ShardId HOME = ShardId.data(0);
    private static final ShardId OTHER = ShardId.data(1);
    private static final TopicIdPartition AT_HOME = new TopicIdPartition(new TopicId(0, 7), 0);
    private static final TopicIdPartition ELSEWHERE = new TopicIdPartition(new TopicId(0, 8), 0);
    private static final Id128 WRITER = new Id128(1, 1);
    private static final ObjectRef WAL = new ObjectRef(ObjectRef.Kind.WAL, 0, WRITER, 0);
    private static final ObjectRef BUNDLE = new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, 1);
    private static final String ID = "payments";
    private static final int TIMEOUT_MS = 10_000;
    private static final ProducerIdAndEpoch PRODUCER = new ProducerIdAndEpoch(9, (short) 0);

    private final MemoryContents bucket = new MemoryContents();
    private final World world = new World(new World.Settings(1, Set.of(), Set.of(), Integer.MAX_VALUE, false));
    private final Ledger ledger = new Ledger(world, bucket);
    private final Map<ShardId, Long> sequences = new HashMap<>();

    @BeforeEach
    void begin() {
        open("flights", AT_HOME, HOME);
        open("seats", ELSEWHERE, OTHER);
        write(HOME, new TransactionCommand.Init(ID, TIMEOUT_MS, Optional.empty(), PRODUCER.producerId()));
    }

    private void open(String topic, TopicIdPartition partition, ShardId shard) {
        write(ShardId.META, new CatalogCommand.CreateTopic(topic, partition.topicId(), 1, shard, new TreeMap<>()));
        write(shard, new LogCommand.Open(partition.topicId(), 1, world.wallMs()));
    }

    @Test
    void aTransactionEndsInEachShardWithAMarkerForEachPartition() {
        beginInBoth();
        append(HOME, AT_HOME, batch(0));
        append(OTHER, ELSEWHERE, batch(0));
        assertThat(ledger.lastStableOffset(AT_HOME)).isZero();

        end(true);
        assertThat(ledger.highWatermark(AT_HOME)).isEqualTo(3);
        assertThat(ledger.lastStableOffset(AT_HOME)).isEqualTo(3);
        assertThat(ledger.lastStableOffset(ELSEWHERE)).isZero();

        write(OTHER, new TransactionCommand.Mark(PRODUCER, 1, true));
        assertThat(ledger.markerAt(ELSEWHERE, 2)).isEqualTo(new EndMarker(PRODUCER, true));
        assertThat(ledger.lastStableOffset(ELSEWHERE)).isEqualTo(3);
        write(HOME, new TransactionCommand.Marked(ID, 1, false, 1));
        assertThat(ledger.transactions().isSettled(ID)).isTrue();
        beginInBoth();
    }

    @Test
    void aBatchOutsideOfItsProducersTransactionIsFound() {
        assertViolated(() -> append(HOME, AT_HOME, batch(0)), "its transaction is not open there");
        beginInBoth();
        append(HOME, AT_HOME, batch(0));
        end(true);

        assertViolated(() -> append(HOME, AT_HOME, batch(1)), "its transaction is not open there");
    }

    @Test
    void aBeginningAfterTheEndIsFound() {
        beginInBoth();
        end(true);
        write(OTHER, new TransactionCommand.Mark(PRODUCER, 1, true));

        assertViolated(() -> beginElsewhere(1), "after the end");
    }

    @Test
    void anEndThatNobodyHasDecidedIsFound() {
        beginInBoth();
        assertViolated(() -> write(OTHER, new TransactionCommand.Mark(PRODUCER, 1, true)), "was not decided so");
        end(true);

        assertViolated(() -> write(OTHER, new TransactionCommand.Mark(PRODUCER, 1, false)), "was not decided so");
    }

    @Test
    void aSecondDecisionIsFound() {
        beginInBoth();
        end(true);

        assertViolated(() -> end(false), "not all that take part know");
        write(OTHER, new TransactionCommand.Mark(PRODUCER, 1, true));
        write(HOME, new TransactionCommand.Marked(ID, 1, false, 1));
        assertViolated(() -> end(false), "no transaction is open");
    }

    @Test
    void aParticipantThatIsSaidToKnowAndDoesNotIsFound() {
        beginInBoth();
        end(true);

        assertViolated(() -> write(HOME, new TransactionCommand.Marked(ID, 1, false, 1)), "has no entry that says so");
    }

    @Test
    void aNextTransactionBeforeAllKnowTheEndIsFound() {
        beginInBoth();
        end(true);

        assertViolated(this::beginInBoth, "not all that take part know");
    }

    @Test
    void aTransactionThatTimesOutTooSoonIsFound() {
        beginInBoth();

        assertViolated(() -> write(HOME, new TransactionCommand.Expire(ID, 1, -1)), "which may be open for");
    }

    @Test
    void whoeverIsFencedChangesNothing() {
        write(HOME, new TransactionCommand.Init(ID, TIMEOUT_MS, Optional.empty(), -1));
        assertThat(ledger.transactions().isProducer(ID, PRODUCER)).isFalse();

        assertViolated(this::beginInBoth, "is ProducerIdAndEpoch[producerId=9, epoch=1]'s");
    }

    @Test
    void aBundleHasTheMarkers() {
        bucket.put(WAL, batch(0));
        bucket.put(BUNDLE, batch(0));
        beginInBoth();
        write(HOME, flush(WAL, AT_HOME, batch(0)));
        end(true);

        assertViolated(() -> compact(3, BUNDLE), "of 2 batches");
    }

    @Test
    void whatWasAbortedIsNothing() {
        bucket.put(WAL, batch(0));
        beginInBoth();
        write(HOME, flush(WAL, AT_HOME, batch(0)));
        assertViolated(() -> compact(2, new NoRecords()), "a transaction is open from 0 on");
        end(false);

        compact(3, new NoRecords());

        assertThat(ledger.holdsNothing(AT_HOME, 0, 3)).isTrue();
        assertThat(ledger.holdsNothing(AT_HOME, 0, 4)).isFalse();
    }

    @Test
    void whatWasCommittedIsNotNothing() {
        bucket.put(WAL, batch(0));
        beginInBoth();
        write(HOME, flush(WAL, AT_HOME, batch(0)));
        end(true);

        assertThat(ledger.holdsNothing(AT_HOME, 0, 1)).isFalse();
        assertViolated(() -> compact(3, new NoRecords()), "of 1 batches");
    }

    private void beginInBoth() {
        var participants = Participants.of(Set.of(AT_HOME), Map.of(1, Set.of(ELSEWHERE)), Set.of());
        write(HOME, new TransactionCommand.Add(ID, PRODUCER, false, participants));
        beginElsewhere(ledger.transactions().lastNumber(ID));
    }

    private void beginElsewhere(long number) {
        write(
                OTHER,
                new TransactionCommand.Begin(
                        PRODUCER, false, number, new TreeSet<>(Set.of(ELSEWHERE)), world.wallMs()));
    }

    private void end(boolean commit) {
        write(HOME, new TransactionCommand.End(ID, PRODUCER, commit, false, -1));
    }

    private void compact(long endOffset, Source output) {
        int sizeBytes = output instanceof NoRecords ? 0 : 100;
        var run = new LogCommand.CompactedRun(endOffset, output, 0, sizeBytes, 1, 1);
        write(HOME, new LogCommand.Compact(AT_HOME, 0, endOffset, List.of(WAL), List.of(run)));
    }

    private void append(ShardId shard, TopicIdPartition partition, BatchMeta batch) {
        var wal = new ObjectRef(ObjectRef.Kind.WAL, 0, WRITER, 10 + sequences.get(shard));
        bucket.put(wal, batch);
        write(shard, flush(wal, partition, batch));
    }

    private static LogCommand.Flush flush(Source source, TopicIdPartition partition, BatchMeta batch) {
        return new LogCommand.Flush(
                new FlushId(WRITER, 0, true),
                source,
                new RunTable(List.of(new PartitionBatches(partition, 0, List.of(batch)))));
    }

    /// Two records of a transaction.
    private static BatchMeta batch(int number) {
        return new BatchMeta(2, 100, 1, (short) 0x10, PRODUCER.producerId(), PRODUCER.epoch(), 2 * number);
    }

    private void write(ShardId shard, Command command) {
        long sequence = sequences.merge(shard, 1L, Long::sum) - 1;
        var entry = new Entry(new CommitId(WRITER, 0), world.wallMs(), List.of(command), 0, ByteBuffer.allocate(0));
        ledger.written(shard, sequence, entry.encode());
    }

    private static void assertViolated(Runnable step, String message) {
        assertThatThrownBy(step::run).isInstanceOf(Violation.class).hasMessageContaining(message);
    }
}
