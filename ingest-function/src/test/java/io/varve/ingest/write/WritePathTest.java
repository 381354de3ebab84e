package io.varve.ingest.write;

import static io.varve.ingest.write.TestBatches.accepted;
import static io.varve.ingest.write.TestBatches.plain;
import static io.varve.ingest.write.TestBatches.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.write.BatchOutcome.Unknown;
import io.varve.ingest.write.HeldStore.Create;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.Run;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.storage.wal.WalObject;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of flushes when nothing goes wrong: how many puts and appends, and in which order.
@Timeout(60)
class WritePathTest {

    private static final WriteSettings INLINING = new WriteSettings(
            new Linger(new FlushRate(1, 1_000), Duration.ZERO, Duration.ofMillis(250), 1 << 20),
            Inlining.METERED,
            WriteNode.MAX_UPLOADS);

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private WriteNode node =
            WriteNode.open(objects, journal, WriteNode.UPLOADING).openTopic(1_000);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aFlushIsOnePutAndOneAppendWhateverTheNumberOfPartitions() {
        int appendsBefore = node.journal.appends();
        IncomingBatch[] batches =
                IntStream.range(0, 1_000).mapToObj(TestBatches::plain).toArray(IncomingBatch[]::new);

        List<BatchOutcome> outcomes = node.append(batches).answer().join();

        assertThat(outcomes).hasSize(1_000).allMatch(outcome -> outcome.equals(accepted(0)));
        assertThat(node.store.created()).hasSize(1);
        assertThat(node.journal.appends() - appendsBefore).isEqualTo(1);
    }

    @Test
    void aSmallFlushIsOneAppendAndNoPut() {
        useInlining();
        int appendsBefore = node.journal.appends();

        assertThat(node.append(plain(0), plain(1)).answer().join()).containsExactly(accepted(0), accepted(0));

        assertThat(node.store.created()).isEmpty();
        assertThat(node.journal.appends() - appendsBefore).isEqualTo(1);
        assertThat(node.runs(0)).singleElement().extracting(Run::source).isInstanceOf(InlineRef.class);
    }

    @Test
    void aFlushBeyondTheLimitIsNotInlined() {
        useInlining();

        node.append(plain(to(0), Inlining.DEFAULT_MAX_BYTES)).answer().join();
        assertThat(node.store.created()).isEmpty();

        node.append(plain(to(0), Inlining.DEFAULT_MAX_BYTES + 1)).answer().join();
        assertThat(node.store.created()).hasSize(1);
    }

    @Test
    void nothingIsInlinedWhileAShardSpendsMuchOfItsWriteUnits() {
        useInlining();
        node.path.applied(TestBatches.SHARD, TestEntries.ofInlineBytes(300 * 1024));

        node.append(plain(0)).answer().join();
        assertThat(node.store.created()).hasSize(1);

        node.time.advance(Duration.ofSeconds(2));
        node.append(plain(0)).answer().join();
        assertThat(node.store.created()).hasSize(1);
    }

    @Test
    void anObjectHoldsTheBatchesOfAllShardsAndEachShardGetsOneEntry() {
        node.close();
        node = WriteNode.open(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 2, WriteNode.UPLOADING)
                .openTopic(10);
        int appendsBefore = node.journal.appends();
        var first = to(3);
        var second = new Destination(ShardId.data(1), first.partition(), Optional.empty());

        List<BatchOutcome> outcomes = node.append(plain(second, 50), plain(first, 60), plain(second, 70))
                .answer()
                .join();

        assertThat(outcomes).containsExactly(accepted(0), accepted(0), accepted(10));
        assertThat(node.journal.appends() - appendsBefore).isEqualTo(2);
        assertThat(node.store.created()).hasSize(1);
        WalObject object =
                WalObject.decode(node.store.readAll(node.store.created().getFirst(), 1 << 20));
        assertThat(object.tables().keySet()).containsExactly("data-0", "data-1");
    }

    @Test
    void batchesOfOnePartitionStayInTheOrderOfArrivalAndBecomeOneRun() {
        node.append(plain(to(1), 10), plain(to(0), 11), plain(to(1), 12))
                .answer()
                .join();

        assertThat(node.runs(1)).singleElement().satisfies(run -> {
            assertThat(run.endOffset()).isEqualTo(20);
            assertThat(run.sizeBytes()).isEqualTo(22);
        });
    }

    @Test
    void uploadsOverlapAndCommitsKeepTheOrderOfTheFlushes() {
        node.store.hold();
        PendingAppend first = node.append(plain(0));
        Create firstCreate = node.store.next();
        PendingAppend second = node.append(plain(0));
        Create secondCreate = node.store.next();

        node.store.pass(secondCreate);
        node.awaitUpload(2);
        assertThat(node.proposals).isEmpty();
        node.store.pass(firstCreate);

        assertThat(first.answer().join()).containsExactly(accepted(0));
        assertThat(second.answer().join()).containsExactly(accepted(10));
    }

    @Test
    void nothingIsProposedBeforeTheUploadsBeforeItHaveEnded() {
        node.store.hold();
        node.append(plain(0));
        Create first = node.store.next();
        node.append(plain(1));
        Create second = node.store.next();
        node.append(plain(2));
        Create third = node.store.next();

        node.store.pass(third);
        node.awaitUpload(3);
        assertThat(node.proposals).isEmpty();
        node.store.pass(first);
        node.awaitUpload(1);
        assertThat(node.proposals).hasSize(1);
        node.store.pass(second);
        node.awaitUpload(2);
        assertThat(node.proposals).hasSize(3);
    }

    @Test
    void beyondTheLimitOfUploadsBatchesWaitAndThenShareAFlush() {
        node.store.hold();
        for (int i = 0; i < WriteNode.MAX_UPLOADS; i++) {
            node.append(plain(i));
        }
        List<Create> underWay = IntStream.range(0, WriteNode.MAX_UPLOADS)
                .mapToObj(i -> node.store.next())
                .toList();
        PendingAppend waiting = node.append(plain(10));
        PendingAppend alsoWaiting = node.append(plain(10));
        node.time.advance(Duration.ofSeconds(1));
        assertThat(node.store.waiting()).isZero();
        assertThat(node.path.bufferedBytes()).isEqualTo(2 * TestBatches.BATCH_BYTES);

        node.store.pass(underWay.get(1));
        Create shared = node.store.next();
        assertThat(node.path.bufferedBytes()).isZero();
        node.store.pass(shared);
        node.store.pass(underWay.get(0));
        node.store.pass(underWay.get(2));

        assertThat(waiting.answer().join()).containsExactly(accepted(0));
        assertThat(alsoWaiting.answer().join()).containsExactly(accepted(10));
    }

    @Test
    void withoutATokenBatchesWaitForTheLinger() {
        useLinger(new FlushRate(1, 1));
        node.append(plain(0)).answer().join();
        PendingAppend waiting = node.append(plain(0));

        node.time.advance(Duration.ofMillis(249));
        assertThat(node.path.bufferedBytes()).isPositive();
        node.time.advance(Duration.ofMillis(1));

        assertThat(waiting.answer().join()).containsExactly(accepted(10));
        assertThat(node.store.created()).hasSize(2);
    }

    @Test
    void sporadicBatchesDoNotWait() {
        useLinger(new FlushRate(4, 2));

        for (int i = 0; i < 10; i++) {
            assertThat(node.append(plain(0)).answer().join()).containsExactly(accepted(10L * i));
            node.time.advance(Duration.ofMillis(250));
        }
    }

    @Test
    void afterCloseNothingWaitsForCompany() {
        useLinger(new FlushRate(1, 1));
        node.append(plain(0)).answer().join();
        PendingAppend waiting = node.append(plain(0));
        assertThat(node.path.bufferedBytes()).isPositive();

        node.path.close();

        assertThat(waiting.answer().join()).containsExactly(accepted(10));
        assertThat(node.append(plain(0)).answer().join()).containsExactly(accepted(20));
    }

    @Test
    void aRequestWhoseTimeIsUpBeforeAFlushBeganIsDropped() {
        useLinger(new FlushRate(1, 1));
        node.append(plain(0)).answer().join();
        PendingAppend dropped = node.path.append(List.of(plain(0)), Duration.ofMillis(100));
        PendingAppend kept = node.append(plain(0));

        node.time.advance(Duration.ofMillis(100));
        assertThat(dropped.answer().join()).singleElement().isInstanceOf(Unknown.class);
        assertThat(dropped.released()).isDone();

        node.time.advance(Duration.ofMillis(150));
        assertThat(kept.answer().join()).containsExactly(accepted(10));
    }

    private void useInlining() {
        reopen(INLINING);
    }

    private void useLinger(FlushRate rate) {
        reopen(new WriteSettings(
                new Linger(rate, Duration.ZERO, Duration.ofMillis(250), 1 << 20),
                new Inlining(0, 0),
                WriteNode.MAX_UPLOADS));
    }

    private void reopen(WriteSettings settings) {
        node.close();
        node = WriteNode.open(objects, journal, settings);
    }
}
