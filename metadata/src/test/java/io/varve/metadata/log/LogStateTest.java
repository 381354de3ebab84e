package io.varve.metadata.log;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static io.varve.metadata.Batches.flush;
import static io.varve.metadata.Batches.idempotent;
import static io.varve.metadata.Batches.object;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.plain;
import static io.varve.metadata.Batches.segment;
import static io.varve.metadata.Batches.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicId;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.RunTable;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogStateTest {

    private static final long NOW_MS = 1_700_000_000_000L;

    private final LogState state = new LogState();
    private long flushes;

    @BeforeEach
    void openTopic() {
        assertThat(apply(NOW_MS, new LogCommand.Open(TOPIC, 2, NOW_MS))).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void batchesTakeTheOffsetsAfterTheHighWatermark() {
        assertThat(append(plain(3), plain(2))).containsExactly(accepted(0), accepted(3));
        assertThat(append(plain(1))).containsExactly(accepted(5));

        assertThat(state.bounds(partition(0))).contains(new LogBounds(0, 6, 6));
        assertThat(state.bounds(partition(1))).contains(new LogBounds(0, 0, 0));
    }

    /// By the hash of an entry a replica notices that its partition ended elsewhere than at the entry's writer.
    @Test
    void theHashOfAnEntryTellsTheOffsetsThatItGives() {
        append(plain(3));
        LogCommand.Flush same = flush(9, table(0, plain(1)));
        LogDraft atThree = state.draft(NOW_MS);
        assertThat(atThree.apply(same).changes()).isTrue();
        append(plain(1));
        LogDraft atFour = state.draft(NOW_MS);
        assertThat(atFour.apply(same).changes()).isTrue();

        assertThat(atFour.verdictHash()).isNotEqualTo(atThree.verdictHash());
    }

    @Test
    void batchesOfOneFlushAreOneRun() {
        append(plain(3), plain(2));
        append(plain(1));

        assertThat(state.runsFrom(partition(0), 0, Integer.MAX_VALUE))
                .extracting(Run::baseOffset, Run::endOffset, Run::sizeBytes)
                .containsExactly(tuple(0L, 5L, 2 * BATCH_BYTES), tuple(5L, 6L, BATCH_BYTES));
    }

    @Test
    void aDuplicateGetsItsFirstOffset() {
        append(idempotent(9, 0, 0, 3));
        append(idempotent(9, 0, 3, 2));

        assertThat(append(idempotent(9, 0, 0, 3))).containsExactly(new BatchVerdict.Duplicate(0, 0));
        assertThat(append(idempotent(9, 0, 3, 2))).containsExactly(new BatchVerdict.Duplicate(3, 0));
    }

    @Test
    void onlyTheLastFiveBatchesAreKnownAsDuplicates() {
        for (int i = 0; i < 6; i++) {
            append(idempotent(9, 0, i, 1));
        }

        assertThat(append(idempotent(9, 0, 1, 1))).containsExactly(new BatchVerdict.Duplicate(1, 0));
        assertThat(append(idempotent(9, 0, 0, 1)))
                .containsExactly(rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
    }

    @Test
    void aGapInTheSequenceIsRejectedOrHeld() {
        append(idempotent(9, 0, 0, 1));

        assertThat(append(idempotent(9, 0, 2, 1)))
                .containsExactly(rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
        assertThat(tryHolding(idempotent(9, 0, 2, 1))).containsExactly(new BatchVerdict.Held());
    }

    @Test
    void aBatchBehindItsPredecessorInTheSameFlushIsNotHeld() {
        assertThat(tryHolding(idempotent(9, 0, 0, 2), idempotent(9, 0, 2, 2)))
                .containsExactly(accepted(0), accepted(2));
    }

    @Test
    void whatFollowsAHeldBatchIsHeldToo() {
        assertThat(tryHolding(idempotent(9, 0, 5, 1), idempotent(9, 0, 6, 1)))
                .containsExactly(new BatchVerdict.Held(), new BatchVerdict.Held());
    }

    @Test
    void anOldSequenceIsNeverHeld() {
        for (int i = 0; i < 7; i++) {
            append(idempotent(9, 0, i, 1));
        }

        assertThat(tryHolding(idempotent(9, 0, 0, 1)))
                .containsExactly(rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
    }

    @Test
    void sequencesWrapToZero() {
        append(idempotent(9, 0, Integer.MAX_VALUE - 1, 2));

        assertThat(tryHolding(idempotent(9, 0, 0, 1))).containsExactly(accepted(2));
    }

    @Test
    void aBatchAcrossTheWrapIsFollowedByItsLastSequence() {
        append(idempotent(9, 0, Integer.MAX_VALUE, 3));

        assertThat(append(idempotent(9, 0, 2, 1))).containsExactly(accepted(3));
    }

    @Test
    void anOldEpochIsFencedAndANewOneBeginsAtZero() {
        append(idempotent(9, 1, 0, 1));

        assertThat(append(idempotent(9, 0, 1, 1))).containsExactly(rejected(BatchRejection.INVALID_PRODUCER_EPOCH));
        assertThat(append(idempotent(9, 2, 1, 1)))
                .containsExactly(rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
        assertThat(append(idempotent(9, 2, 0, 1))).containsExactly(accepted(1));
    }

    @Test
    void anUnknownProducerMayBeginAnywhere() {
        assertThat(append(idempotent(9, 4, 77, 1))).containsExactly(accepted(0));
    }

    @Test
    void producersThatAreIdleAreForgotten() {
        append(idempotent(9, 0, 0, 1));
        apply(NOW_MS + 10, new LogCommand.ExpireProducers(NOW_MS + 1));

        assertThat(append(idempotent(9, 0, 0, 1))).containsExactly(accepted(1));
    }

    @Test
    void aFlushIsAppliedAtMostOnce() {
        apply(NOW_MS, flush(0, table(0, plain(1))));

        assertThat(refusal(apply(NOW_MS, flush(0, table(0, plain(1)))))).isEqualTo(Refusal.FLUSH_APPLIED);
        assertThat(state.bounds(partition(0)).orElseThrow().highWatermark()).isEqualTo(1);
    }

    @Test
    void aLaterFlushOfAForgottenIncarnationIsRefused() {
        apply(NOW_MS, flush(0, table(0, plain(1))));
        apply(NOW_MS + 10, new LogCommand.ExpireProducers(NOW_MS + 1));

        assertThat(refusal(apply(NOW_MS + 10, flush(1, table(0, plain(1)))))).isEqualTo(Refusal.INCARNATION_FORGOTTEN);
    }

    @Test
    void anObjectBelowTheSweepIsRefused() {
        apply(NOW_MS, new ShardCommand.Sweep(1));

        assertThat(refusal(apply(NOW_MS, flush(0, table(0, plain(1)))))).isEqualTo(Refusal.OBJECT_SWEPT);
        var later = new ObjectRef(ObjectRef.Kind.WAL, 1, WRITER, 0);
        assertThat(apply(NOW_MS, new LogCommand.Flush(new FlushId(WRITER, 1, true), later, table(0, plain(1)))))
                .isInstanceOf(Outcome.Flushed.class);
    }

    @Test
    void batchesOfAClosedTopicOrAnAbsentPartitionHaveNoPlace() {
        assertThat(verdicts(apply(NOW_MS, firstFlush(table(5, plain(1))))))
                .containsExactly(rejected(BatchRejection.UNKNOWN_TOPIC_OR_PARTITION));
        apply(NOW_MS, new LogCommand.Close(TOPIC));
        assertThat(append(plain(1))).containsExactly(rejected(BatchRejection.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void aClosedTopicIsNotOpenedAgainByASlowNode() {
        apply(NOW_MS, new LogCommand.Close(TOPIC));

        assertThat(refusal(apply(NOW_MS, new LogCommand.Open(TOPIC, 2, NOW_MS))))
                .isEqualTo(Refusal.OPEN_TOO_LATE);
    }

    @Test
    void anOpenThatComesAfterTheClosedIdsAreForgottenIsRefused() {
        long dayLater = NOW_MS + 25 * 3_600_000L;

        assertThat(refusal(apply(dayLater, new LogCommand.Open(new TopicId(8, 8), 1, NOW_MS))))
                .isEqualTo(Refusal.OPEN_TOO_LATE);
    }

    @Test
    void openingWithMorePartitionsAddsThem() {
        append(plain(4));
        apply(NOW_MS, new LogCommand.Open(TOPIC, 3, NOW_MS));

        assertThat(state.partitionCount(TOPIC)).isEqualTo(3);
        assertThat(state.bounds(partition(0)).orElseThrow().highWatermark()).isEqualTo(4);
    }

    @Test
    void trimmingDropsTheRunsBelowTheStart() {
        append(plain(3));
        append(plain(3));
        apply(NOW_MS, new LogCommand.TrimLog(partition(0), 4));

        assertThat(state.bounds(partition(0))).contains(new LogBounds(4, 6, 6));
        assertThat(state.runsFrom(partition(0), 4, Integer.MAX_VALUE))
                .extracting(Run::baseOffset)
                .containsExactly(3L);
        assertThat(apply(NOW_MS, new LogCommand.TrimLog(partition(0), 4))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(refusal(apply(NOW_MS, new LogCommand.TrimLog(partition(0), 7))))
                .isEqualTo(Refusal.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void movedRunsLieInTheBundle() {
        inline(plain(2));
        inline(plain(2));
        var bundle = new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, 0);
        var moved = new LogCommand.MovedRun(partition(0), 0, 4, 64, 2 * BATCH_BYTES);

        assertThat(apply(NOW_MS, new LogCommand.Move(bundle, List.of(moved)))).isInstanceOf(Outcome.Applied.class);

        assertThat(state.runsFrom(partition(0), 0, Integer.MAX_VALUE))
                .extracting(Run::source, Run::baseOffset, Run::endOffset, Run::position)
                .containsExactly(tuple(bundle, 0L, 4L, 64));
        assertThat(state.firstInlinedSequence()).isEmpty();
        assertThat(refusal(apply(NOW_MS, new LogCommand.Move(bundle, List.of(moved)))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
    }

    @Test
    void compactionReplacesExactlyItsInputs() {
        append(plain(2));
        append(plain(2));
        append(plain(2));
        var segment = new ObjectRef(ObjectRef.Kind.SEGMENT, 0, WRITER, 9);

        assertThat(refusal(apply(NOW_MS, compact(0, 4, List.of(object(0)), segment))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(refusal(apply(NOW_MS, compact(1, 4, List.of(object(0), object(1)), segment))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(apply(NOW_MS, compact(0, 4, List.of(object(0), object(1)), segment)))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(state.runsFrom(partition(0), 0, Integer.MAX_VALUE))
                .extracting(Run::source)
                .containsExactly(segment, object(2));
        assertThat(refusal(apply(NOW_MS, compact(0, 4, List.of(object(0), object(1)), segment))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
    }

    @Test
    void recordsThatWereCleanedAwayDoNotComeBackWithAnInputThatIsGone() {
        append(plain(2));
        append(plain(2));
        SegmentRef first = segment(8, 0, 2);
        SegmentRef second = segment(9, 2, 4);
        apply(NOW_MS, compact(0, 2, List.of(object(0)), first));
        apply(NOW_MS, compact(2, 4, List.of(object(1)), second));
        apply(NOW_MS, compact(0, 2, List.of(first.object()), new NoRecords()));

        assertThat(refusal(apply(NOW_MS, compact(0, 4, List.of(first.object(), second.object()), segment(10, 0, 4)))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(apply(NOW_MS, compact(0, 4, List.of(second.object()), segment(11, 0, 4))))
                .isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void whatStaysInPlaceHasToBeNamedStill() {
        append(plain(2));
        append(plain(2));
        apply(NOW_MS, compact(0, 2, List.of(object(0)), new NoRecords()));
        apply(NOW_MS, new ShardCommand.Sweep(1));

        var keeps = new LogCommand.Compact(
                partition(0),
                0,
                4,
                List.of(object(0), object(1)),
                List.of(
                        new LogCommand.CompactedRun(2, object(0), 0, 300, -1, NOW_MS),
                        new LogCommand.CompactedRun(4, object(1), 0, 300, -1, NOW_MS)));

        assertThat(refusal(apply(NOW_MS, keeps))).isEqualTo(Refusal.INPUTS_CHANGED);
    }

    @Test
    void whatIsCleanedStaysSoAndIsRemembered() {
        append(plain(4));
        assertThat(apply(NOW_MS, clean(new Cleaned(3, 2, NOW_MS, true)))).isInstanceOf(Outcome.Applied.class);
        assertThat(apply(NOW_MS, clean(new Cleaned(3, 2, NOW_MS, true)))).isInstanceOf(Outcome.Unchanged.class);

        assertThat(refusal(apply(NOW_MS, clean(new Cleaned(2, 2, NOW_MS, true)))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(refusal(apply(NOW_MS, clean(new Cleaned(4, 1, NOW_MS, true)))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(refusal(apply(NOW_MS, clean(new Cleaned(5, 2, NOW_MS, true)))))
                .isEqualTo(Refusal.INPUTS_CHANGED);
        assertThat(state.cleaned(partition(0))).isEqualTo(new Cleaned(3, 2, NOW_MS, true));
        var out = new ByteWriter();
        state.write(out);
        assertThat(LogState.read(new ByteReader(out.view(0))).cleaned(partition(0)))
                .isEqualTo(new Cleaned(3, 2, NOW_MS, true));
    }

    private static LogCommand.Clean clean(Cleaned cleaned) {
        return new LogCommand.Clean(partition(0), cleaned);
    }

    @Test
    void segmentsAreListedOnceInTheOrderOfTheirOffsets() {
        append(plain(2));
        append(plain(2));
        append(plain(2));
        SegmentRef later = segment(8, 4, 6);
        SegmentRef first = segment(9, 0, 2);
        var rowGroups = List.of(
                new LogCommand.CompactedRun(1, first, 0, 100, -1, NOW_MS),
                new LogCommand.CompactedRun(2, first, 100, 100, -1, NOW_MS));
        apply(NOW_MS, compact(4, 6, List.of(object(2)), later));
        apply(NOW_MS, new LogCommand.Compact(partition(0), 0, 2, List.of(object(0)), rowGroups));

        assertThat(state.segments(TOPIC)).containsExactly(new TopicSegment(0, first), new TopicSegment(0, later));
        apply(NOW_MS, new LogCommand.TrimLog(partition(0), 1));
        assertThat(state.segments(TOPIC)).hasSize(2);
        apply(NOW_MS, new LogCommand.TrimLog(partition(0), 2));
        assertThat(state.segments(TOPIC)).containsExactly(new TopicSegment(0, later));
        assertThat(state.segments(new TopicId(9, 9))).isEmpty();
    }

    @Test
    void timeNeverGoesBack() {
        apply(NOW_MS + 500, new LogCommand.Open(new TopicId(8, 8), 1, NOW_MS + 500));
        append(plain(1));

        assertThat(state.timeMs()).isEqualTo(NOW_MS + 500);
    }

    @Test
    void aDraftThatIsDroppedLeavesNoTrace() {
        append(plain(1));
        LogDraft dropped = state.draft(NOW_MS);
        dropped.apply(flush(5, table(0, plain(7))));

        assertThat(state.bounds(partition(0)).orElseThrow().highWatermark()).isEqualTo(1);
        assertThat(append(plain(1))).containsExactly(accepted(1));
    }

    private LogCommand.Compact compact(long base, long end, List<ObjectRef> inputs, Source output) {
        return new LogCommand.Compact(
                partition(0), base, end, inputs, List.of(new LogCommand.CompactedRun(end, output, 0, 300, -1, NOW_MS)));
    }

    private List<BatchVerdict> append(BatchMeta... batches) {
        return verdicts(apply(NOW_MS, firstFlush(table(0, batches))));
    }

    /// A flush that a shard may take for the first of its incarnation.
    private LogCommand.Flush firstFlush(RunTable table) {
        long number = flushes++;
        return new LogCommand.Flush(new FlushId(WRITER, number, true), object(number), table);
    }

    private void inline(BatchMeta batch) {
        LogDraft draft = state.draft(NOW_MS);
        var id = new FlushId(WRITER, flushes++, flushes == 1);
        draft.apply(new LogCommand.Flush(id, new InlineRef(draft.sequence()), table(0, batch)));
        state.install(draft);
    }

    private List<BatchVerdict> tryHolding(BatchMeta... batches) {
        LogDraft draft = state.draft(NOW_MS);
        Outcome outcome = draft.tryFlush(flush(flushes, table(0, batches)), true);
        if (outcome.changes()) {
            flushes++;
            state.install(draft);
        }
        return verdicts(outcome);
    }

    private Outcome apply(long timeMs, Command command) {
        LogDraft draft = state.draft(timeMs);
        Outcome outcome = draft.apply(command);
        if (outcome.changes()) {
            state.install(draft);
        }
        return outcome;
    }

    private static List<BatchVerdict> verdicts(Outcome outcome) {
        return ((Outcome.Flushed) outcome).verdicts();
    }

    private static Refusal refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal();
    }

    private static BatchVerdict accepted(long baseOffset) {
        return new BatchVerdict.Accepted(baseOffset, 0);
    }

    private static BatchVerdict rejected(BatchRejection rejection) {
        return new BatchVerdict.Rejected(rejection);
    }
}
