package io.varve.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final ShardId SHARD = ShardId.data(0);
    private static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(0, 7), 0);
    private static final Id128 WRITER = new Id128(1, 1);
    private static final ObjectRef WAL = new ObjectRef(ObjectRef.Kind.WAL, 0, WRITER, 0);
    private static final ObjectRef BUNDLE = new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, 1);

    private final MemoryContents bucket = new MemoryContents();
    private final World world = new World(new World.Settings(1, Set.of(), Set.of(), Integer.MAX_VALUE, false));
    private final Ledger ledger = new Ledger(world, bucket);
    private final Book book = new Book(ledger);

    @BeforeEach
    void openTopic() {
        write(
                ShardId.META,
                0,
                new CatalogCommand.CreateTopic("flights", PARTITION.topicId(), 1, SHARD, new TreeMap<>()));
        write(SHARD, 0, new LogCommand.Open(PARTITION.topicId(), 1, world.wallMs()));
    }

    @Test
    void batchesTakeTheOffsetsFromTheEndOn() {
        write(SHARD, 1, flush(batch(0), batch(1)));

        assertThat(ledger.highWatermark(PARTITION)).isEqualTo(4);
        assertThat(ledger.batchAt(PARTITION, 2)).isEqualTo(batch(1));
    }

    @Test
    void aSequenceThatIsThereTwiceIsFound() {
        write(SHARD, 1, flush(batch(0)));

        assertViolated(() -> write(SHARD, 2, flush(batch(0))), "a second time");
    }

    @Test
    void aGapInTheJournalIsFound() {
        assertViolated(() -> write(SHARD, 2, flush(batch(0))), "there is no entry 1");
    }

    @Test
    void anObjectThatIsNotThereIsFound() {
        var object = new ObjectRef(ObjectRef.Kind.WAL, 0, WRITER, 0);

        assertViolated(() -> write(SHARD, 1, flush(object, batch(0))), "which is not there");
    }

    @Test
    void aTimeThatIsFarAheadIsFound() {
        var late = new Entry(
                new CommitId(WRITER, 9),
                world.wallMs() + 3_600_000,
                List.of(flush(batch(0))),
                0,
                MemoryContents.bytes(new RunTable(List.of(new PartitionBatches(PARTITION, 0, List.of(batch(0)))))));

        assertViolated(() -> ledger.written(SHARD, 1, late.encode()), "ahead of the time");
    }

    @Test
    void whatIsWrittenIntoATrimmedPlaceIsNobodysEntry() {
        write(SHARD, 1, flush(batch(0)));
        Entry other = entry(flush(batch(5)));
        ledger.written(SHARD, 1, other.encode());

        assertThat(ledger.rewritten()).isEqualTo(1);
        assertThat(ledger.highWatermark(PARTITION)).isEqualTo(2);
        assertViolated(
                () -> ledger.applied(SHARD, 1, new Entry(new CommitId(WRITER, 8), 0, List.of(), 1, other.inline())),
                "another entry");
    }

    @Test
    void anAcknowledgementOfWhatIsNotThereIsFound() {
        SentBatch sent = book.newBatch(0, Collections.nCopies(2, SentRecord.WITHOUT_KEY), true);
        book.named(sent, "flights", 0, 9, (short) 0, 0);

        assertViolated(() -> book.acknowledge(sent, "flights", 0, 0), "the journal has it not there");

        write(SHARD, 1, flush(batch(0)));
        book.acknowledge(sent, "flights", 0, 0);
        assertThat(sent.acknowledged()).isTrue();
        assertViolated(() -> book.acknowledge(sent, "flights", 0, 1), "the journal has it not there");
    }

    @Test
    void whatWasAcknowledgedAndCannotBeReadIsFound() {
        SentBatch sent = book.newBatch(0, Collections.nCopies(2, SentRecord.WITHOUT_KEY), true);
        book.named(sent, "flights", 0, 9, (short) 0, 0);
        write(SHARD, 1, flush(batch(0)));
        book.acknowledge(sent, "flights", 0, 0);

        assertViolated(() -> book.audit(Map.of(PARTITION, 2L)), "is lost");
    }

    @Test
    void aRangeIsRewrittenAsTheBatchesThatWereThere() {
        bucket.put(WAL, batch(0), batch(1));
        bucket.put(BUNDLE, batch(0), batch(1));
        write(SHARD, 1, flush(WAL, batch(0), batch(1)));

        write(SHARD, 2, compact(0, 4, WAL, BUNDLE));

        assertThat(ledger.named()).containsExactly(BUNDLE);
        assertThat(ledger.compacting()).containsEntry(Compacting.ROUND, 1);
        assertViolated(() -> write(SHARD, 3, compact(0, 4, WAL, BUNDLE)), "which its inputs are not");
    }

    @Test
    void aRangeThatIsRewrittenAsOtherBatchesIsFound() {
        bucket.put(WAL, batch(0), batch(1));
        bucket.put(BUNDLE, batch(0), batch(2));
        write(SHARD, 1, flush(WAL, batch(0), batch(1)));

        assertViolated(() -> write(SHARD, 2, compact(0, 4, WAL, BUNDLE)), "at offset 2");
    }

    @Test
    void partOfWhatAnEntryNamesIsNotRewritten() {
        bucket.put(WAL, batch(0), batch(1));
        bucket.put(BUNDLE, batch(0));
        write(SHARD, 1, flush(WAL, batch(0), batch(1)));

        assertViolated(() -> write(SHARD, 2, compact(0, 2, WAL, BUNDLE)), "which its inputs are not");
    }

    @Test
    void anObjectIsDeletedOnlyOnceEveryStateThatANodeCouldStartFromIsPastItsSweep() {
        bucket.put(WAL, batch(0));
        write(SHARD, 1, flush(WAL, batch(0)));
        assertViolated(() -> ledger.deleted(WAL), "a shard names it");
        write(SHARD, 2, new LogCommand.Close(PARTITION.topicId()));
        assertViolated(() -> ledger.deleted(WAL), "has not swept its epoch");

        write(ShardId.META, 1, new ShardCommand.Sweep(1));
        write(SHARD, 3, new ShardCommand.Sweep(1));
        for (int entry = 4; entry < 6; entry++) {
            assertViolated(() -> ledger.deleted(WAL), "can start from a state");
            write(ShardId.META, entry - 2, new ShardCommand.SnapshotConfirmed(entry - 3, WRITER));
            write(SHARD, entry, new ShardCommand.SnapshotConfirmed(entry - 1, WRITER));
        }

        ledger.deleted(WAL);
        assertThat(ledger.compacting()).containsEntry(Compacting.SWEPT, 1);
        assertViolated(() -> ledger.snapshotDeleted(SHARD, 3), "nodes start from it");
        ledger.snapshotDeleted(SHARD, 2);
    }

    @Test
    void anEntryThatNewlyNamesWhatIsSweptIsFound() {
        bucket.put(WAL, batch(0));
        write(SHARD, 1, new ShardCommand.Sweep(1));

        assertViolated(() -> write(SHARD, 2, flush(WAL, batch(0))), "is swept");
    }

    @Test
    void recordsThatNobodyAskedToGoAndNoRetentionLetsGoAreFound() {
        var young = new BatchMeta(2, 100, world.wallMs(), (short) 0, 9, (short) 0, 0);
        write(SHARD, 1, flush(young));
        ledger.unwanted(PARTITION, 1);
        write(SHARD, 2, new LogCommand.TrimLog(PARTITION, 1));
        assertThat(ledger.compacting()).doesNotContainKey(Compacting.EXPIRED);

        assertViolated(() -> write(SHARD, 3, new LogCommand.TrimLog(PARTITION, 2)), "are let go");
    }

    @Test
    void recordsThatAreTooOldGo() {
        write(SHARD, 1, flush(batch(0)));

        write(SHARD, 2, new LogCommand.TrimLog(PARTITION, 2));

        assertThat(ledger.compacting()).containsEntry(Compacting.EXPIRED, 2);
    }

    private static LogCommand.Compact compact(long baseOffset, long endOffset, ObjectRef input, ObjectRef output) {
        var run = new LogCommand.CompactedRun(endOffset, output, 0, (int) (endOffset - baseOffset) / 2 * 100, 1, 1);
        return new LogCommand.Compact(PARTITION, baseOffset, endOffset, List.of(input), List.of(run));
    }

    private static void assertViolated(Runnable step, String message) {
        assertThatThrownBy(step::run).isInstanceOf(Violation.class).hasMessageContaining(message);
    }

    private void write(ShardId shard, long sequence, Command command) {
        ledger.written(shard, sequence, entry(command).encode());
    }

    private Entry entry(Command command) {
        ByteBuffer inline = command instanceof LogCommand.Flush flush
                ? MemoryContents.bytes(flush.table())
                : ByteBuffer.allocate(0);
        return new Entry(new CommitId(WRITER, 0), world.wallMs(), List.of(command), 0, inline);
    }

    private static LogCommand.Flush flush(BatchMeta... batches) {
        return flush(new InlineRef(1), batches);
    }

    private static LogCommand.Flush flush(Source source, BatchMeta... batches) {
        return new LogCommand.Flush(
                new FlushId(WRITER, 0, true),
                source,
                new RunTable(List.of(new PartitionBatches(PARTITION, 0, List.of(batches)))));
    }

    /// Two records.
    private static BatchMeta batch(int number) {
        return new BatchMeta(2, 100, 1, (short) 0, 9, (short) 0, 2 * number);
    }
}
