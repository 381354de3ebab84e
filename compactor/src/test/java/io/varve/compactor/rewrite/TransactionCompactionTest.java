package io.varve.compactor.rewrite;

import static io.varve.compactor.TestCluster.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.compactor.TransactionLog;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of transactions when a log is rewritten.
class TransactionCompactionTest {

    private static final long P = 5;
    private static final long Q = 6;
    private static final int ALL = 1 << 20;
    private static final String LONG = "x".repeat(1000);

    private static final CompactorSettings SETTINGS = new CompactorSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            4_000,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            1 << 20,
            new Sizes(2_000, 20_000, 2_000, 3),
            Sweeping.DEFAULT);

    private final TestCluster test = new TestCluster(2);
    private final TransactionLog log = new TransactionLog(test);
    private final CompactorCounts counts = new CompactorCounts();
    private final ShardCompactor compactor = new ShardCompactor(test.cluster, test.shard, SETTINGS, counts);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void ofTransactionsBesideEachOtherWhatIsCommittedBecomesRows() {
        log.addTransactional(0, P, false, "p1");
        log.add(0, false, "a");
        log.addTransactional(0, Q, false, "q1", "q2");
        log.flush();
        log.end(0, P, false);
        log.addTransactional(0, Q, false, "q3");
        log.addTransactional(0, P, false, "p2");
        log.flush();
        log.end(0, Q, true);
        log.end(0, P, true);

        compactor.compactAll();

        assertThat(shape(0)).isEqualTo("0–9 segment");
        assertThat(test.records(0)).extracting(TestBatch.Read::value).containsExactly("a", "q1", "q2", "q3", "p2");
        assertThat(aborted(0)).isEmpty();
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly("a", "q1", "q2", "q3", "p2");
        assertThat(log.consume(0, false, 0, ALL).position()).isEqualTo(9);
    }

    /// No segment is written for it, and nothing of it is left in any object.
    @Test
    void whatOnlyAnAbortedTransactionHasWrittenBecomesNothing() {
        log.addTransactional(0, P, false, LONG, LONG);
        log.addTransactional(0, P, false, LONG, LONG);
        log.flush();
        log.end(0, P, false);

        compactor.compactIfDue();

        assertThat(shape(0)).isEqualTo("0–5 nothing");
        assertThat(counts.segments()).isZero();
        assertThat(aborted(0)).isEmpty();
        assertThat(test.shard.replica().query(LogState::objects)).isEmpty();
        assertThat(log.consume(0, true, 0, ALL).position()).isEqualTo(5);
    }

    @Test
    void markersAloneBecomeNothingOnceTheyAreOld() {
        log.begin(0, P, Q);
        log.end(0, P, true);
        log.end(0, Q, false);
        var before = test.meter.counts();
        compactor.compactIfDue();
        assertThat(shape(0)).isEqualTo("0–1 marker, 1–2 marker");
        assertThat(compactor.pendingBytes()).isZero();

        test.time.advance(SETTINGS.tableLag());
        compactor.compactIfDue();

        assertThat(shape(0)).isEqualTo("0–2 nothing");
        var requests = test.meter.counts().since(before);
        assertThat(requests.of(Request.READ)).isZero();
        assertThat(requests.of(Request.CREATE)).isZero();
    }

    /// The markers between go into the bundle as control batches, for nobody knows yet what becomes of the first
    /// transaction.
    @Test
    void whatLiesBehindAnOpenTransactionIsBundledWithItsMarkers() {
        log.addTransactional(0, P, false, "p1");
        log.flush();
        log.addTransactional(0, Q, false, LONG, LONG, LONG);
        log.flush();
        log.end(0, Q, false);
        log.addTransactional(0, Q, false, LONG, LONG);
        log.flush();
        log.end(0, Q, true);
        test.time.advance(SETTINGS.tableLag());

        compactor.compactIfDue();
        compactor.compactAll();

        assertThat(shape(0)).isEqualTo("0–8 bundle");
        assertThat(counts.segments()).isZero();
        assertThat(counts.bundles()).isEqualTo(1);
        assertMarker(test.batches(0).get(2), 4, Q, ControlRecordType.ABORT);
        assertMarker(test.batches(0).get(4), 7, Q, ControlRecordType.COMMIT);
        assertThat(aborted(0)).containsExactly(new AbortedTransaction(Q, 1, 4));
        assertThat(log.consume(0, true, 0, ALL).position()).isZero();
        assertThat(log.consume(0, false, 0, ALL).values()).hasSize(6);

        log.end(0, P, true);
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly("p1", LONG, LONG);
        compactor.compactIfDue();

        // The bundle alone is worth a round.
        assertThat(shape(0)).isEqualTo("0–8 segment, 8–9 marker");
        assertThat(aborted(0)).isEmpty();
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly("p1", LONG, LONG);
    }

    private static void assertMarker(ByteBuffer marker, long offset, long producerId, ControlRecordType type) {
        var batch = MemoryRecords.readableRecords(marker).batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.isControlBatch()).isTrue();
        assertThat(batch.baseOffset()).isEqualTo(offset);
        assertThat(batch.producerId()).isEqualTo(producerId);
        assertThat(EndTransactionMarker.deserialize(batch.iterator().next()).controlType())
                .isEqualTo(type);
    }

    /// One flush had both: what came before, and the beginning of the transaction.
    @Test
    void aRunThatATransactionIsOpenInStaysWhole() {
        log.add(0, false, LONG, LONG, LONG);
        log.addTransactional(0, P, false, "p1");
        log.flush();
        test.time.advance(SETTINGS.tableLag());

        compactor.compactAll();

        assertThat(shape(0)).isEqualTo("0–4 bundle");
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly(LONG, LONG, LONG);
        log.end(0, P, false);
        compactor.compactAll();
        assertThat(shape(0)).isEqualTo("0–5 segment");
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly(LONG, LONG, LONG);
    }

    @Test
    void whatNobodyCanReadOfAnAbortedTransactionGoesToo() {
        log.addTransactional(0, P, true, "poison");
        log.addTransactional(0, Q, true, "poison too");
        log.add(0, false, "a");
        log.flush();
        log.end(0, P, false);
        log.end(0, Q, true);

        compactor.compactAll();
        compactor.compactAll();

        assertThat(shape(0)).isEqualTo("0–1 nothing, 1–2 bundle, 2–5 segment");
        assertThat(counts.poisonBatches()).isEqualTo(1);
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly("poison too", "a");
    }

    /// In a bundle, where what nobody can read stays in its run, an aborted batch behind it may do so too: then it
    /// is
    /// known still that it is one.
    @Test
    void whatIsAbortedBehindWhatNobodyCanReadIsNotCommittedByThat() {
        log.addTransactional(0, Q, false, "q1");
        log.flush();
        log.add(0, true, "poison");
        log.addTransactional(0, P, false, "p1");
        log.flush();
        test.time.advance(SETTINGS.roundAfter());
        compactor.compactIfDue();
        assertThat(shape(0)).isEqualTo("0–3 bundle");
        log.end(0, P, false);
        log.addTransactional(0, P, false, "p2");
        log.flush();
        log.end(0, P, true);
        log.end(0, Q, false);
        List<String> before = log.consume(0, true, 0, ALL).values();
        assertThat(before).containsExactly("poison", "p2");

        for (int turn = 0; turn < 3; turn++) {
            compactor.compactAll();
            new ShardCompactor(test.cluster, test.shard, SETTINGS, counts).compactAll();
            for (int maxBytes : new int[] {1, 150, ALL}) {
                assertThat(log.consume(0, true, 0, maxBytes).values()).isEqualTo(before);
            }
        }
    }

    @Test
    void segmentsWithNothingBetweenAreMerged() {
        for (int i = 0; i < 3; i++) {
            log.add(0, false, "a" + i);
            log.addTransactional(0, P, false, "lost" + i);
            log.flush();
            log.end(0, P, false);
            log.addTransactional(0, P, false, "kept" + i);
            log.flush();
            log.end(0, P, true);
            log.addTransactional(0, P, false, "gone" + i);
            log.flush();
            log.end(0, P, false);
            compactor.compactAll();
        }

        assertThat(shape(0)).isEqualTo("0–21 segment");
        assertThat(test.runs(0).stream().map(Run::source).distinct()).hasSize(1);
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly("a0", "kept0", "a1", "kept1", "a2", "kept2");
    }

    @Test
    void ofTwoThatRewriteTransactionsOneIsRefused() {
        log.addTransactional(0, P, false, LONG, LONG);
        log.addTransactional(0, Q, false, LONG, LONG);
        log.flush();
        log.end(0, P, true);
        log.end(0, Q, false);
        var other = new ShardCompactor(test.cluster, test.shard, SETTINGS, new CompactorCounts());
        test.objects.beforeRead = key -> {
            test.objects.beforeRead = again -> {};
            other.compactAll();
        };

        compactor.compactAll();

        assertThat(shape(0)).isEqualTo("0–6 segment");
        assertThat(log.consume(0, true, 0, ALL).values()).containsExactly(LONG, LONG);
    }

    private List<AbortedTransaction> aborted(int number) {
        return test.shard.replica().query(state -> state.abortedTransactions(partition(number), 0, Long.MAX_VALUE));
    }

    /// Where the log's offsets lie, row groups of a segment taken together.
    private String shape(int number) {
        var shape = new StringBuilder();
        List<Run> runs = test.runs(number);
        for (int i = 0; i < runs.size(); ) {
            int end = i + 1;
            while (end < runs.size()
                    && runs.get(i).source() instanceof SegmentRef
                    && runs.get(end).source().equals(runs.get(i).source())) {
                end++;
            }
            String place = switch (runs.get(i).source()) {
                case SegmentRef _ -> "segment";
                case ObjectRef object -> object.kind() == ObjectRef.Kind.BUNDLE ? "bundle" : "write-ahead object";
                case EndMarker _ -> "marker";
                case NoRecords _ -> "nothing";
                case InlineRef _ -> "entry";
            };
            shape.append(shape.isEmpty() ? "" : ", ")
                    .append(runs.get(i).baseOffset())
                    .append('–')
                    .append(runs.get(end - 1).endOffset())
                    .append(' ')
                    .append(place);
            i = end;
        }
        return shape.toString();
    }
}
