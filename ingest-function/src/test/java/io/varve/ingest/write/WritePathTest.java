package io.varve.ingest.write;

import static io.varve.ingest.write.TestBatches.idempotent;
import static io.varve.ingest.write.TestBatches.plain;
import static io.varve.ingest.write.TestBatches.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoint;
import io.varve.ingest.write.BatchOutcome.Cause;
import io.varve.ingest.write.BatchOutcome.Decided;
import io.varve.ingest.write.BatchOutcome.NotWritten;
import io.varve.ingest.write.BatchOutcome.Unknown;
import io.varve.ingest.write.HeldStore.Create;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.Run;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.StoreException;
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

@Timeout(60)
class WritePathTest {

    private static final int MAX_UPLOADS = 3;

    /// Without inlining, so that every flush is an upload.
    private static final WriteSettings UPLOADING = new WriteSettings(Linger.EMBEDDED, new Inlining(0, 0), MAX_UPLOADS);

    private static final WriteSettings INLINING = new WriteSettings(
            new Linger(new FlushRate(1, 1_000), Duration.ZERO, Duration.ofMillis(250), 1 << 20),
            Inlining.METERED,
            MAX_UPLOADS);

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private WriteNode node = WriteNode.open(objects, journal, UPLOADING).openTopic(1_000);

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
        node = WriteNode.open(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 2, UPLOADING)
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
        for (int i = 0; i < MAX_UPLOADS; i++) {
            node.append(plain(i));
        }
        List<Create> underWay =
                IntStream.range(0, MAX_UPLOADS).mapToObj(i -> node.store.next()).toList();
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
    void aFailedUploadIsToldAndLaterFlushesGoOn() {
        node.store.hold();
        PendingAppend first = node.append(plain(0));
        Create firstCreate = node.store.next();
        PendingAppend second = node.append(plain(0));
        node.store.pass(node.store.next());

        firstCreate.fail(down());

        assertThat(first.answer().join()).containsExactly(new NotWritten(Cause.STORE, "connection refused"));
        assertThat(second.answer().join()).containsExactly(accepted(0));
        assertThat(first.released()).isDone();
    }

    @Test
    void aFailedUploadFailsWhatTheSameProducerSentAfterItToTheSamePartition() {
        node.store.hold();
        PendingAppend first = node.append(idempotent(0, 1, 0));
        Create firstCreate = node.store.next();
        PendingAppend second = node.append(idempotent(0, 1, 1), idempotent(0, 2, 0), idempotent(1, 1, 0));
        node.store.pass(node.store.next());

        firstCreate.fail(down());

        assertThat(first.answer().join()).singleElement().isInstanceOf(NotWritten.class);
        List<BatchOutcome> outcomes = second.answer().join();
        assertThat(outcomes.get(0))
                .isInstanceOf(NotWritten.class)
                .extracting("cause")
                .isEqualTo(Cause.PREDECESSOR);
        assertThat(outcomes.subList(1, 3)).containsExactly(accepted(0), accepted(0));
    }

    @Test
    void whatFailedIsWrittenInOrderWhenItComesAgain() {
        node.store.hold();
        node.append(idempotent(0, 1, 0));
        Create firstCreate = node.store.next();
        PendingAppend second = node.append(idempotent(0, 1, 1));
        Create secondCreate = node.store.next();
        firstCreate.fail(down());
        node.store.pass(secondCreate);
        second.answer().join();
        // A third one was on its way when the client heard of the failure.
        PendingAppend third = node.append(idempotent(0, 1, 2));
        node.store.pass(node.store.next());
        assertThat(third.answer().join()).singleElement().isInstanceOf(NotWritten.class);

        PendingAppend again = node.append(idempotent(0, 1, 0), idempotent(0, 1, 1), idempotent(0, 1, 2));
        node.store.pass(node.store.next());

        assertThat(again.answer().join()).containsExactly(accepted(0), accepted(10), accepted(20));
    }

    @Test
    void aFlushWithRefusedBatchesLeavesThemOutOfTheLog() {
        node.store.hold();
        node.append(idempotent(0, 1, 0));
        Create firstCreate = node.store.next();
        PendingAppend second = node.append(
                idempotent(to(0), 10, 2, (short) 0, 0),
                idempotent(to(0), 20, 1, (short) 0, 10),
                idempotent(to(0), 30, 2, (short) 0, 10));
        Create secondCreate = node.store.next();
        firstCreate.fail(down());
        node.store.pass(secondCreate);

        List<BatchOutcome> outcomes = second.answer().join();

        assertThat(outcomes.get(0)).isEqualTo(accepted(0));
        assertThat(outcomes.get(1)).isInstanceOf(NotWritten.class);
        assertThat(outcomes.get(2)).isEqualTo(accepted(10));
        assertThat(node.runs(0)).extracting(Run::sizeBytes).containsExactly(10, 30);
    }

    @Test
    void aDuplicateGetsTheOffsetOfTheOriginal() {
        node.append(plain(0)).answer().join();
        node.append(idempotent(0, 1, 0)).answer().join();

        assertThat(node.append(idempotent(0, 1, 0)).answer().join())
                .containsExactly(new Decided(new BatchVerdict.Duplicate(10, 0)));
        assertThat(node.bounds(0).highWatermark()).isEqualTo(20);
    }

    @Test
    void anUnknownPartitionIsToldByTheShard() {
        assertThat(node.append(plain(5_000), plain(0)).answer().join())
                .containsExactly(
                        new Decided(new BatchVerdict.Rejected(BatchRejection.UNKNOWN_TOPIC_OR_PARTITION)), accepted(0));
    }

    @Test
    void aKeyThatIsTakenByOtherBytesIsNotUsed() {
        node.store.hold();
        PendingAppend append = node.append(plain(0));
        Create taken = node.store.next();

        taken.answer(CreateOutcome.EXISTS);
        Create other = node.store.next();
        node.store.pass(other);

        assertThat(append.answer().join()).containsExactly(accepted(0));
        assertThat(other.key()).isNotEqualTo(taken.key());
        assertThat(node.runs(0))
                .singleElement()
                .extracting(run -> ((ObjectRef) run.source()).key(node.cluster.clusterId()))
                .isEqualTo(other.key());
    }

    @Test
    void aLostAppendReplyChangesNothing() {
        node.journal.next(Fault.LOST_REPLY);
        PendingAppend append = node.append(plain(0));

        assertThat(driven(append)).containsExactly(accepted(0));
        assertThat(node.bounds(0).highWatermark()).isEqualTo(10);
    }

    @Test
    void aRequestWhoseTimeIsUpWhileTheAppendIsOpenHearsThatNobodyKnows() {
        node.journal.next(Fault.DELAYED).nextReads(Fault.REFUSED);
        PendingAppend append = node.path.append(List.of(idempotent(0, 1, 0)), Duration.ofMillis(5));
        node.awaitUpload(1);

        node.time.advance(Duration.ofMillis(5));

        assertThat(append.answer().join()).singleElement().isInstanceOf(Unknown.class);
        driveUntilReleased(append);
        PendingAppend again = node.append(idempotent(0, 1, 0));
        assertThat(driven(again)).containsExactly(new Decided(new BatchVerdict.Duplicate(0, 0)));
        assertThat(node.bounds(0).highWatermark()).isEqualTo(10);
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

    @Test
    void bytesAreInUseUntilTheUploadHasEndedAlthoughTheRequestWasAnswered() {
        node.store.hold();
        PendingAppend append = node.path.append(List.of(plain(0)), Duration.ofMillis(100));
        Create create = node.store.next();

        node.time.advance(Duration.ofMillis(100));
        assertThat(append.answer()).isDone();
        assertThat(append.released()).isNotDone();

        create.fail(down());
        append.released().join();
    }

    @Test
    void anObjectWhoseEpochWasSweptIsUploadedAgainUnderTheCurrentOne() {
        node.store.hold();
        PendingAppend append = node.append(idempotent(0, 1, 0), plain(1));
        Create swept = node.store.next();
        node.cluster.meta().proposeAndWait(new CatalogCommand.Tick(1));
        node.cluster.dataShard(TestBatches.SHARD).proposeAndWait(new ShardCommand.Sweep(1));

        node.store.pass(swept);
        Create again = node.store.next();
        node.store.pass(again);

        List<BatchOutcome> outcomes = append.answer().join();
        assertThat(outcomes.get(0)).isEqualTo(accepted(0));
        assertThat(outcomes.get(1))
                .as("without a sequence its order is the sender's to keep")
                .isInstanceOf(NotWritten.class);
        assertThat(node.runs(0))
                .singleElement()
                .extracting(run -> ((ObjectRef) run.source()).epoch())
                .isEqualTo(1L);
    }

    @Test
    void anObjectIsNotUploadedAgainWithoutEnd() {
        node.store.hold();
        PendingAppend append = node.append(idempotent(0, 1, 0));
        for (int epoch = 1; epoch <= 3; epoch++) {
            Create create = node.store.next();
            node.cluster.meta().proposeAndWait(new CatalogCommand.Tick(epoch));
            node.cluster.dataShard(TestBatches.SHARD).proposeAndWait(new ShardCommand.Sweep(epoch));
            node.store.pass(create);
        }

        assertThat(append.answer().join()).singleElement().isInstanceOf(NotWritten.class);
        assertThat(node.store.created()).hasSize(3);
    }

    @Test
    void crashPointsAreReachedAroundThePut() {
        node.reached.clear();
        node.append(plain(0)).answer().join();

        assertThat(node.reached)
                .containsSubsequence(
                        CrashPoint.BEFORE_PUT,
                        CrashPoint.AFTER_PUT,
                        CrashPoint.BEFORE_APPEND,
                        CrashPoint.AFTER_APPEND,
                        CrashPoint.BEFORE_APPLY);
    }

    @Test
    void aNodeWhoseIncarnationTheShardHasForgottenWritesOn() {
        node.append(idempotent(0, 1, 0)).answer().join();
        node.cluster
                .dataShard(TestBatches.SHARD)
                .proposeAndWait(new LogCommand.ExpireProducers(node.time.wallMs() + 1));

        assertThat(node.append(plain(0)).answer().join()).containsExactly(accepted(10));
    }

    private static StoreException down() {
        return new StoreException(StoreException.Kind.UNAVAILABLE, "connection refused");
    }

    private void useInlining() {
        reopen(INLINING);
    }

    private void useLinger(FlushRate rate) {
        reopen(new WriteSettings(
                new Linger(rate, Duration.ZERO, Duration.ofMillis(250), 1 << 20), new Inlining(0, 0), MAX_UPLOADS));
    }

    private void reopen(WriteSettings settings) {
        node.close();
        node = WriteNode.open(objects, journal, settings);
    }

    /// Lets time pass until the request is answered, so that pauses between attempts end.
    private List<BatchOutcome> driven(PendingAppend append) {
        while (!append.answer().isDone()) {
            node.time.advance(Duration.ofMillis(1));
            Thread.onSpinWait();
        }
        return append.answer().join();
    }

    private void driveUntilReleased(PendingAppend append) {
        while (!append.released().isDone()) {
            node.time.advance(Duration.ofMillis(1));
            Thread.onSpinWait();
        }
    }

    private static BatchOutcome accepted(long baseOffset) {
        return new Decided(new BatchVerdict.Accepted(baseOffset, 0));
    }
}
