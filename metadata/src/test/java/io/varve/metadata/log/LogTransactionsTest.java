package io.varve.metadata.log;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static io.varve.metadata.Batches.flush;
import static io.varve.metadata.Batches.idempotent;
import static io.varve.metadata.Batches.object;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.segment;
import static io.varve.metadata.Batches.table;
import static io.varve.metadata.Batches.transactional;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import io.varve.storage.wal.BatchMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Transactions in the logs of a shard, as their home and as one that takes part.
class LogTransactionsTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final int TIMEOUT_MS = 60_000;
    private static final long PRODUCER = 7;
    private static final ProducerIdAndEpoch FIRST = new ProducerIdAndEpoch(PRODUCER, (short) 0);

    private final LogState state = new LogState();
    private long flushes;
    private long nowMs = NOW_MS;

    @BeforeEach
    void openTopic() {
        apply(new LogCommand.Open(TOPIC, 2, NOW_MS));
    }

    @Test
    void theHomeShardDecidesAndMarksItsOwnPartitionsInOneEntry() {
        init();
        add(FIRST, 0, 1);
        append(0, transactional(PRODUCER, 0, 0, 3));
        append(1, transactional(PRODUCER, 0, 0, 2));
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 3, 0));

        assertThat(end(FIRST, true)).isEqualTo(new Outcome.Producer(FIRST, true));

        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 4, 4));
        assertThat(bounds(1)).isEqualTo(new LogBounds(0, 3, 3));
        assertThat(state.runs(partition(0)).getLast().source()).isEqualTo(new EndMarker(FIRST, true));
        assertThat(id().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(state.abortedTransactions(partition(0), 0, 4)).isEmpty();
    }

    @Test
    void theStableOffsetIsWhereTheFirstOpenTransactionBegins() {
        begin(FIRST, 1, 0);
        var other = new ProducerIdAndEpoch(8, (short) 0);
        begin(other, 1, 0);
        assertThat(bounds(0).lastStableOffset()).isZero();
        append(0, idempotent(9, 0, 0, 5));
        assertThat(bounds(0).lastStableOffset()).isEqualTo(5);
        append(0, transactional(8, 0, 0, 2));
        append(0, transactional(PRODUCER, 0, 0, 1));
        assertThat(bounds(0).lastStableOffset()).isEqualTo(5);

        mark(other, 1, true);
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 9, 7));
        mark(FIRST, 1, false);
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 10, 10));
    }

    /// A reader of committed records is sent to the log's start or to its last stable offset, and has to find both.
    @Test
    void theStableOffsetIsNotBeforeTheLogBegins() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 4));
        apply(new LogCommand.TrimLog(partition(0), 2));
        assertThat(bounds(0)).isEqualTo(new LogBounds(2, 4, 2));

        apply(new LogCommand.TrimLog(partition(0), 4));
        assertThat(bounds(0)).isEqualTo(new LogBounds(4, 4, 4));
        append(0, idempotent(9, 0, 0, 3));
        assertThat(bounds(0)).isEqualTo(new LogBounds(4, 7, 4));
        mark(FIRST, 1, false);
        assertThat(bounds(0)).isEqualTo(new LogBounds(4, 8, 8));
    }

    @Test
    void abortedTransactionsAreKnownWhereTheyHaveRecords() {
        begin(FIRST, 1, 0, 1);
        append(0, idempotent(9, 0, 0, 5));
        append(0, transactional(PRODUCER, 0, 0, 2));
        mark(FIRST, 1, false);

        assertThat(state.abortedTransactions(partition(0), 0, 8))
                .containsExactly(new AbortedTransaction(PRODUCER, 5, 7));
        assertThat(state.abortedTransactions(partition(0), 0, 5)).isEmpty();
        assertThat(state.abortedTransactions(partition(0), 7, 8)).hasSize(1);
        assertThat(state.abortedTransactions(partition(0), 8, 9)).isEmpty();
        // A marker without any records takes its offset too, as on Kafka.
        assertThat(bounds(1)).isEqualTo(new LogBounds(0, 1, 1));
        assertThat(state.abortedTransactions(partition(1), 0, 1)).isEmpty();
    }

    @Test
    void onlyBatchesOfAnOpenTransactionOfTheirEpochArePartOfOne() {
        assertThat(append(0, transactional(PRODUCER, 0, 0, 1))).isEqualTo(rejected(BatchRejection.INVALID_TXN_STATE));
        begin(new ProducerIdAndEpoch(PRODUCER, (short) 1), 1, 0);
        assertThat(append(0, transactional(PRODUCER, 0, 0, 1))).isEqualTo(rejected(BatchRejection.INVALID_TXN_STATE));
        assertThat(append(1, transactional(PRODUCER, 1, 0, 1))).isEqualTo(rejected(BatchRejection.INVALID_TXN_STATE));
        assertThat(append(0, transactional(PRODUCER, 1, 0, 1))).isInstanceOf(BatchVerdict.Accepted.class);
        assertThat(append(0, idempotent(PRODUCER, 1, 1, 1))).isEqualTo(rejected(BatchRejection.INVALID_TXN_STATE));
        assertThat(append(1, idempotent(PRODUCER, 1, 0, 1))).isInstanceOf(BatchVerdict.Accepted.class);
        mark(new ProducerIdAndEpoch(PRODUCER, (short) 1), 1, true);
        assertThat(append(0, transactional(PRODUCER, 1, 1, 1))).isEqualTo(rejected(BatchRejection.INVALID_TXN_STATE));
    }

    @Test
    void aMarkerOfAHigherEpochFencesAndSequencesBeginAnew() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 2));
        var next = new ProducerIdAndEpoch(PRODUCER, (short) 1);
        mark(next, 1, true);

        assertThat(append(0, idempotent(PRODUCER, 0, 2, 1))).isEqualTo(rejected(BatchRejection.INVALID_PRODUCER_EPOCH));
        begin(next, 2, 0);
        assertThat(append(0, transactional(PRODUCER, 1, 2, 1)))
                .isEqualTo(rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
        assertThat(append(0, transactional(PRODUCER, 1, 0, 1))).isInstanceOf(BatchVerdict.Accepted.class);
    }

    @Test
    void withOneEpochForManyTransactionsSequencesGoOn() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 2));
        mark(FIRST, 1, true);
        begin(FIRST, 2, 0);

        assertThat(append(0, transactional(PRODUCER, 0, 0, 2))).isInstanceOf(BatchVerdict.Duplicate.class);
        assertThat(append(0, transactional(PRODUCER, 0, 2, 2))).isInstanceOf(BatchVerdict.Accepted.class);
    }

    @Test
    void whatComesLateOfATransactionChangesNothing() {
        begin(FIRST, 1, 0);
        mark(FIRST, 1, true);
        assertThat(bounds(0).highWatermark()).isEqualTo(1);

        assertThat(apply(new TransactionCommand.Mark(FIRST, 1, true))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(refusal(apply(begin(1, NOW_MS, 0)))).isEqualTo(Refusal.TRANSACTION_OVER);
        begin(FIRST, 2, 0);
        assertThat(refusal(apply(begin(1, NOW_MS, 0)))).isEqualTo(Refusal.TRANSACTION_OVER);
        assertThat(apply(begin(2, NOW_MS, 0))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(refusal(apply(begin(3, NOW_MS, 0)))).isEqualTo(Refusal.CONCURRENT_TRANSACTIONS);
        assertThat(bounds(0).highWatermark()).isEqualTo(1);
    }

    @Test
    void aShardThatHearsTheEndFirstTakesNoBeginning() {
        assertThat(apply(new TransactionCommand.Mark(FIRST, 1, false))).isInstanceOf(Outcome.Applied.class);
        assertThat(refusal(apply(begin(1, NOW_MS, 0)))).isEqualTo(Refusal.TRANSACTION_OVER);
    }

    @Test
    void aBeginningThatComesSoLateThatTheEndMayBeForgottenIsRefused() {
        apply(new TransactionCommand.Mark(FIRST, 1, false));
        nowMs += DAY_MS + 1;
        apply(new LogCommand.ExpireProducers(NOW_MS));

        assertThat(refusal(apply(begin(1, NOW_MS, 0)))).isEqualTo(Refusal.TRANSACTION_OVER);
        assertThat(apply(begin(1, nowMs - HOUR_MS, 0))).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void aTransactionTakesNoPartitionThatThereIsNot() {
        init();
        var absent = Participants.of(Set.of(partition(2)), Map.of(), Set.of());
        assertThat(refusal(apply(new TransactionCommand.Add("t", FIRST, true, absent))))
                .isEqualTo(Refusal.UNKNOWN_PARTITION);
        assertThat(id().state()).isEqualTo(TransactionState.EMPTY);
        assertThat(refusal(apply(begin(1, NOW_MS, 2)))).isEqualTo(Refusal.UNKNOWN_PARTITION);
    }

    @Test
    void aPartitionThatIsDeletedMeanwhileKeepsNobodyFromDeciding() {
        init();
        add(FIRST, 0);
        append(0, transactional(PRODUCER, 0, 0, 1));
        apply(new LogCommand.Close(TOPIC));

        assertThat(end(FIRST, true).changes()).isTrue();
        assertThat(id().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void aTransactionIsCompleteWhenAllOtherParticipantsKnow() {
        init();
        apply(new TransactionCommand.Add(
                "t", FIRST, true, Participants.of(Set.of(partition(0)), Map.of(3, Set.of(partition(9))), Set.of(2))));
        end(FIRST, true);
        assertThat(id().state()).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(state.unsettledTransactionalIds()).containsOnlyKeys("t");
        assertThat(id().participants())
                .isEqualTo(Participants.of(Set.of(), Map.of(3, Set.of(partition(9))), Set.of(2)));

        assertThat(apply(new TransactionCommand.Marked("t", 1, false, 4))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(apply(new TransactionCommand.Marked("t", 0, false, 3))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(apply(new TransactionCommand.Marked("t", 1, false, 3))).isInstanceOf(Outcome.Applied.class);
        assertThat(refusal(apply(new TransactionCommand.Add(
                        "t", FIRST, true, Participants.of(Set.of(partition(0)), Map.of(), Set.of())))))
                .isEqualTo(Refusal.CONCURRENT_TRANSACTIONS);
        assertThat(apply(new TransactionCommand.Marked("t", 1, true, 2))).isInstanceOf(Outcome.Applied.class);

        assertThat(state.unsettledTransactionalIds()).isEmpty();
        assertThat(id().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(apply(new TransactionCommand.Marked("t", 1, true, 2))).isInstanceOf(Outcome.Unchanged.class);
    }

    @Test
    void aTransactionExpiresByEntryTimeAndItsProducerIsFenced() {
        init();
        add(FIRST, 0);
        append(0, transactional(PRODUCER, 0, 0, 1));
        nowMs += TIMEOUT_MS - 1;
        assertThat(apply(new TransactionCommand.Expire("t", 1, -1))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(id().isOverdue(nowMs)).isFalse();
        nowMs++;
        assertThat(id().isOverdue(nowMs)).isTrue();
        assertThat(apply(new TransactionCommand.Expire("t", 2, -1))).isInstanceOf(Outcome.Unchanged.class);

        assertThat(apply(new TransactionCommand.Expire("t", 1, -1))).isInstanceOf(Outcome.AbortBegun.class);

        assertThat(id().state()).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(refusal(end(FIRST, true))).isEqualTo(Refusal.PRODUCER_FENCED);
        assertThat(state.abortedTransactions(partition(0), 0, 2)).hasSize(1);
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 2, 2));
    }

    @Test
    void anIdThatNobodyUsesIsForgottenUnlessItsTransactionIsOpen() {
        init();
        apply(new TransactionCommand.Init("open", TIMEOUT_MS, Optional.empty(), 8));
        apply(new TransactionCommand.Add(
                "open", new ProducerIdAndEpoch(8, (short) 0), false, Participants.ofGroupShard(0)));
        nowMs += 7 * DAY_MS + 1;
        apply(new LogCommand.ExpireProducers(nowMs - DAY_MS));

        assertThat(state.transactionalIds()).containsOnlyKeys("open");
    }

    @Test
    void aProducerWithAnOpenTransactionIsNotForgotten() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 1));
        append(0, idempotent(9, 0, 0, 1));
        nowMs += DAY_MS;
        apply(new LogCommand.ExpireProducers(nowMs - 1));

        assertThat(state.producers(partition(0))).containsExactly(new ActiveProducer(FIRST, 0, NOW_MS, 0));
    }

    /// As long as any run has batches of the transaction, or its marker, readers have to know that it was aborted.
    @Test
    void anAbortedTransactionIsForgottenOnceOnlySegmentsAreLeft() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 2));
        append(0, idempotent(9, 0, 0, 3));
        append(0, transactional(PRODUCER, 0, 2, 2));
        mark(FIRST, 1, false);
        List<AbortedTransaction> aborted = state.abortedTransactions(partition(0), 0, 8);
        assertThat(aborted).containsExactly(new AbortedTransaction(PRODUCER, 0, 7));

        compact(0, 5, 1, List.of(1, 2));
        assertThat(state.abortedTransactions(partition(0), 0, 8)).isEqualTo(aborted);
        compact(5, 8, 2, List.of(3));

        assertThat(state.abortedTransactions(partition(0), 0, 8)).isEmpty();
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 8, 8));
    }

    @Test
    void anAbortedTransactionIsForgottenWhenTheLogBeginsBehindIt() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 2));
        mark(FIRST, 1, false);
        append(0, idempotent(9, 0, 0, 3));

        apply(new LogCommand.TrimLog(partition(0), 2));
        assertThat(state.abortedTransactions(partition(0), 0, 6)).hasSize(1);
        apply(new LogCommand.TrimLog(partition(0), 3));
        assertThat(state.abortedTransactions(partition(0), 0, 6)).isEmpty();
    }

    /// A compactor rewrites whole runs, and rows are in the table although the log begins behind them.
    @Test
    void anAbortedTransactionIsRememberedAsLongAsARunHasBatchesOfIt() {
        begin(FIRST, 1, 0);
        append(0, transactional(PRODUCER, 0, 0, 2), idempotent(9, 0, 0, 3));
        mark(FIRST, 1, false);
        List<AbortedTransaction> aborted = state.abortedTransactions(partition(0), 0, 6);
        assertThat(aborted).hasSize(1);

        apply(new LogCommand.TrimLog(partition(0), 4));
        assertThat(state.abortedTransactions(partition(0), 0, 6)).isEqualTo(aborted);
        compact(0, 6, 1, List.of(1));
        assertThat(state.abortedTransactions(partition(0), 0, 6)).isEmpty();
    }

    @Test
    @Timeout(15) // which a walk through the log for each moved run exceeds by far
    void theRunsOfManyTransactionsAreMovedAtOnce() {
        var moved = new ArrayList<LogCommand.MovedRun>();
        init();
        for (int i = 0; i < 20_000; i++) {
            long offset = 2L * i;
            add(FIRST, 0);
            inline(transactional(PRODUCER, 0, i, 1));
            end(FIRST, i % 2 == 0);
            moved.add(new LogCommand.MovedRun(partition(0), offset, offset + 1, 64 + i * BATCH_BYTES, BATCH_BYTES));
        }
        List<AbortedTransaction> aborted = state.abortedTransactions(partition(0), 0, Long.MAX_VALUE);

        apply(new LogCommand.Move(new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, 0), moved));

        assertThat(state.firstInlinedSequence()).isEmpty();
        assertThat(bounds(0)).isEqualTo(new LogBounds(0, 40_000, 40_000));
        assertThat(state.runs(partition(0))).hasSize(40_000);
        assertThat(state.abortedTransactions(partition(0), 0, Long.MAX_VALUE)).isEqualTo(aborted);
    }

    @Test
    void aSnapshotHoldsAllOfIt() {
        init();
        add(FIRST, 0, 1);
        append(0, transactional(PRODUCER, 0, 0, 2));
        end(FIRST, false);
        begin(new ProducerIdAndEpoch(8, (short) 3), 4, 1);
        append(1, transactional(8, 3, 0, 1));
        apply(new TransactionCommand.Add("t", id().producer(), true, Participants.ofGroupShard(3)));
        apply(new TransactionCommand.Mark(new ProducerIdAndEpoch(11, (short) 0), 6, true));

        var encoded = new ByteWriter();
        state.write(encoded);
        LogState restored = LogState.read(new ByteReader(encoded.toByteArray()));

        var again = new ByteWriter();
        restored.write(again);
        assertThat(again.toByteArray()).isEqualTo(encoded.toByteArray());
        assertThat(restored.transactionalId("t")).contains(id());
        assertThat(restored.unsettledTransactionalIds()).isEqualTo(Map.of("t", id()));
        assertThat(restored.bounds(partition(1))).contains(bounds(1));
        assertThat(restored.abortedTransactions(partition(0), 0, 3)).hasSize(1);
        assertThat(restored.producers(partition(1))).isEqualTo(state.producers(partition(1)));
    }

    private void init() {
        assertThat(apply(new TransactionCommand.Init("t", TIMEOUT_MS, Optional.empty(), PRODUCER)))
                .isEqualTo(new Outcome.Producer(FIRST, true));
    }

    private void add(ProducerIdAndEpoch producer, int... numbers) {
        var partitions = new TreeSet<TopicIdPartition>();
        for (int number : numbers) {
            partitions.add(partition(number));
        }
        assertThat(apply(new TransactionCommand.Add(
                                "t", producer, false, Participants.of(partitions, Map.of(), Set.of())))
                        .changes())
                .isTrue();
    }

    private Outcome end(ProducerIdAndEpoch producer, boolean commit) {
        return apply(new TransactionCommand.End("t", producer, commit, false, -1));
    }

    private TransactionalId id() {
        return state.transactionalId("t").orElseThrow();
    }

    private static TransactionCommand.Begin begin(long number, long addedMs, int partition) {
        return begin(FIRST, number, addedMs, partition);
    }

    private static TransactionCommand.Begin begin(
            ProducerIdAndEpoch producer, long number, long addedMs, int... numbers) {
        var partitions = new TreeSet<TopicIdPartition>();
        for (int each : numbers) {
            partitions.add(partition(each));
        }
        return new TransactionCommand.Begin(producer, false, number, partitions, addedMs);
    }

    private void begin(ProducerIdAndEpoch producer, long number, int... numbers) {
        assertThat(apply(begin(producer, number, nowMs, numbers))).isInstanceOf(Outcome.Applied.class);
    }

    private void mark(ProducerIdAndEpoch producer, long number, boolean commit) {
        assertThat(apply(new TransactionCommand.Mark(producer, number, commit))).isInstanceOf(Outcome.Applied.class);
    }

    /// Rewrites a range into a segment.
    ///
    /// @param flushes the numbers of the objects that hold it, counted from 1
    private void compact(long baseOffset, long endOffset, long number, List<Integer> flushes) {
        var outputs = List.of(
                new LogCommand.CompactedRun(endOffset, segment(number, baseOffset, endOffset), 4, 100, 1000, NOW_MS));
        assertThat(apply(new LogCommand.Compact(
                        partition(0),
                        baseOffset,
                        endOffset,
                        flushes.stream().map(flush -> object(flush - 1L)).toList(),
                        outputs)))
                .isInstanceOf(Outcome.Applied.class);
    }

    private LogBounds bounds(int number) {
        return state.bounds(partition(number)).orElseThrow();
    }

    private BatchVerdict append(int number, BatchMeta... batches) {
        LogDraft draft = state.draft(nowMs);
        var outcome = (Outcome.Flushed) draft.apply(flush(flushes, table(number, batches)));
        if (outcome.changes()) {
            state.install(draft);
            flushes++;
        }
        return outcome.verdicts().getFirst();
    }

    private void inline(BatchMeta batch) {
        LogDraft draft = state.draft(nowMs);
        var id = new FlushId(WRITER, flushes, flushes == 0);
        draft.apply(new LogCommand.Flush(id, new InlineRef(draft.sequence()), table(0, batch)));
        state.install(draft);
        flushes++;
    }

    private static BatchVerdict rejected(BatchRejection rejection) {
        return new BatchVerdict.Rejected(rejection);
    }

    private static Refusal refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal();
    }

    private Outcome apply(Command command) {
        LogDraft draft = state.draft(nowMs);
        Outcome outcome = draft.apply(command);
        if (outcome.changes()) {
            state.install(draft);
        }
        return outcome;
    }
}
