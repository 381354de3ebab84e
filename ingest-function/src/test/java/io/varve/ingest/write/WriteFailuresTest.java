package io.varve.ingest.write;

import static io.varve.ingest.write.TestBatches.accepted;
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
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.log.Run;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.StoreException;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What batches come to when an upload, an append or the process fails, or the shard refuses them.
@Timeout(60)
class WriteFailuresTest {

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private final WriteNode node =
            WriteNode.open(objects, journal, WriteNode.UPLOADING).openTopic(1_000);

    @AfterEach
    void close() {
        node.close();
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
    void nothingOvertakesABatchThatIsUploadedAgain() {
        node.store.hold();
        PendingAppend first = node.append(idempotent(0, 1, 0));
        Create swept = node.store.next();
        node.cluster.meta().proposeAndWait(new CatalogCommand.Tick(1));
        node.cluster.dataShard(TestBatches.SHARD).proposeAndWait(new ShardCommand.Sweep(1));
        PendingAppend second = node.append(idempotent(0, 1, 1));
        Create newer = node.store.next();

        node.store.pass(swept);
        Create again = node.store.next();
        node.store.pass(newer);
        assertThat(second.answer().join())
                .singleElement()
                .isInstanceOf(NotWritten.class)
                .extracting("cause")
                .isEqualTo(Cause.PREDECESSOR);

        node.store.pass(again);
        assertThat(first.answer().join()).containsExactly(accepted(0));
        PendingAppend secondAgain = node.append(idempotent(0, 1, 1));
        node.store.pass(node.store.next());
        assertThat(secondAgain.answer().join()).containsExactly(accepted(10));
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
}
