package io.varve.log.read;

import static io.varve.log.TestLog.partition;
import static io.varve.log.TestReader.ALL;
import static io.varve.log.TestReader.position;
import static io.varve.testkit.TestBatch.transactional;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestCompactor;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.ControlBatch;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What readers see of transactions.
class TransactionReadTest {

    private static final long P = 7;
    private static final long Q = 8;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int TIMERS_OF_ONE_POLL = 2;

    private final TestLog log = new TestLog(3);
    private final TestReader reader = new TestReader(log);
    private final TestCompactor compactor = new TestCompactor(log, new SegmentSettings(1 << 20, 1));

    @Test
    void aReaderOfCommittedRecordsEndsBeforeTheFirstOpenTransaction() {
        log.begin(P, 1, 0);
        log.flush(0, TestBatch.of(10, "a"), transactional(P, 0, 0, 10, "p1", "p2"), TestBatch.of(10, "b"));
        reader.follow();

        PartitionRead.Records read = reader.readCommitted(0, 0, ALL);

        assertThat(read.bounds()).isEqualTo(new LogBounds(0, 4, 1));
        assertThat(TestReader.valuesOf(read)).containsExactly("a");
        assertThat(reader.readCommitted(0, 1, ALL).batches()).isEmpty();
        assertThat(reader.readCommitted(0, 3, ALL).batches()).isEmpty();
        assertThat(reader.values(0, 0)).containsExactly("a", "p1", "p2", "b");
    }

    @Test
    void theEndOfATransactionWakesWhoWaitsForWhatIsBehindItsBeginning() {
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p"));
        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();
        var answer = begin(1);
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.flush(0, TestBatch.of(10, "b"));
        log.begin(Q, 1, 0);
        reader.follow();
        assertThat(answer).isNotDone();
        log.mark(P, 1, true);
        reader.follow();

        assertThat(answer.join().batches()).hasSize(4);
    }

    /// A transaction that another one is in front of wakes nobody.
    @Test
    void theEndOfASecondTransactionWakesNobody() {
        log.begin(P, 1, 0);
        log.begin(Q, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p"), transactional(Q, 0, 0, 10, "q"));
        reader.follow();
        var answer = begin(1);
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.mark(Q, 1, true);
        reader.follow();
        assertThat(answer).isNotDone();
        log.mark(P, 1, false);
        reader.follow();

        assertThat(answer.join().aborted()).containsExactly(new AbortedTransaction(P, 0, 3));
    }

    private CompletableFuture<PartitionRead.Records> begin(int minBytes) {
        var request = new ReadRequest(List.of(position(0, 0)), ALL, IsolationLevel.READ_COMMITTED);
        return CompletableFuture.supplyAsync(
                () -> (PartitionRead.Records)
                        reader.reader.fetch(request, minBytes, WAIT).getFirst(),
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void anAnswerTellsOfTheAbortedTransactionsThatItHasRecordsOf() {
        log.begin(P, 1, 0);
        log.begin(Q, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p1"), TestBatch.of(10, "a"), transactional(Q, 0, 0, 10, "q1"));
        log.mark(Q, 1, false);
        log.flush(0, transactional(P, 0, 1, 10, "p2"));
        log.mark(P, 1, false);
        log.begin(P, 2, 0);
        log.flush(0, transactional(P, 0, 2, 10, "p3"), TestBatch.of(10, "b"));
        log.mark(P, 2, true);
        reader.follow();
        var ofP = new AbortedTransaction(P, 0, 5);
        var ofQ = new AbortedTransaction(Q, 2, 3);

        assertThat(reader.readCommitted(0, 0, ALL).aborted()).containsExactly(ofQ, ofP);
        assertThat(reader.readCommitted(0, 4, ALL).aborted()).containsExactly(ofP);
        assertThat(reader.readCommitted(0, 6, ALL).aborted()).isEmpty();
        // One batch only, so Q's is none of its business yet.
        assertThat(reader.readCommitted(0, 0, 1).aborted()).containsExactly(ofP);
        assertThat(((PartitionRead.Records) reader.read(0, 0)).aborted()).isEmpty();
        for (int maxBytes : new int[] {1, 100, 200, ALL}) {
            assertThat(reader.consumeCommitted(0, 0, maxBytes).values()).containsExactly("a", "p3", "b");
            assertThat(reader.consumeCommitted(0, 0, maxBytes).position()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMarkerIsTheControlBatchThatKafkaMakes(boolean commit) {
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p"));
        log.mark(P, 1, commit);
        reader.follow();

        ByteBuffer marker = ((PartitionRead.Records) reader.read(0, 1)).copy();

        var type = commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
        var expected = MemoryRecords.withEndTransactionMarker(
                1, log.time().wallMs(), 0, P, (short) 0, new EndTransactionMarker(type, 0));
        assertThat(marker).isEqualTo(expected.buffer());
        assertThat(marker.remaining()).isEqualTo(EndMarker.SIZE_BYTES);
        RecordBatch batch =
                MemoryRecords.readableRecords(marker).batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.isControlBatch()).isTrue();
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.producerId()).isEqualTo(P);
        assertThat(batch.lastOffset()).isEqualTo(1);
        Record record = batch.iterator().next();
        assertThat(EndTransactionMarker.deserialize(record).controlType()).isEqualTo(type);
        assertThat(record.offset()).isEqualTo(1);
    }

    /// However large its numbers are.
    @Test
    void allMarkersTakeTheSameBytes() {
        for (long number : new long[] {0, 1 << 20, 1L << 40, Long.MAX_VALUE}) {
            for (short epoch : new short[] {0, Short.MAX_VALUE}) {
                assertThat(ControlBatch.endOfTransaction(number, number, number, epoch, true)
                                .remaining())
                        .isEqualTo(EndMarker.SIZE_BYTES);
            }
        }
    }

    @Test
    void theEndOfTheLogIsForReadersOfCommittedRecordsWhereATransactionIsOpen() {
        log.begin(P, 1, 0);
        log.flush(0, TestBatch.of(10, "a"), transactional(P, 0, 0, 20, "p"), TestBatch.of(30, "b"));

        assertThat(find(new OffsetQuery.Latest(), IsolationLevel.READ_COMMITTED))
                .isEqualTo(found(1, -1));
        assertThat(find(new OffsetQuery.Latest(), IsolationLevel.READ_UNCOMMITTED))
                .isEqualTo(found(3, -1));
        assertThat(find(new OffsetQuery.AtTimestamp(15), IsolationLevel.READ_UNCOMMITTED))
                .isEqualTo(found(1, 20));
        assertThat(find(new OffsetQuery.AtTimestamp(15), IsolationLevel.READ_COMMITTED))
                .isEqualTo(new OffsetAnswer.None());
        assertThat(find(new OffsetQuery.AtTimestamp(5), IsolationLevel.READ_COMMITTED))
                .isEqualTo(found(0, 10));
        assertThat(find(new OffsetQuery.MaxTimestamp(), IsolationLevel.READ_COMMITTED))
                .isEqualTo(new OffsetAnswer.None());
        assertThat(find(new OffsetQuery.MaxTimestamp(), IsolationLevel.READ_UNCOMMITTED))
                .isEqualTo(found(2, 30));
    }

    /// Kafka's index of times has markers in it too.
    @Test
    void aTimeMayFallOnAMarker() {
        log.time().advance(Duration.ofSeconds(10));
        long markedMs = log.time().wallMs();
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p"));
        log.mark(P, 1, true);
        log.flush(0, TestBatch.of(markedMs - 5, "a"));

        for (IsolationLevel level : IsolationLevel.values()) {
            assertThat(find(new OffsetQuery.AtTimestamp(markedMs), level)).isEqualTo(found(1, markedMs));
            assertThat(find(new OffsetQuery.AtTimestamp(11), level)).isEqualTo(found(1, markedMs));
            assertThat(find(new OffsetQuery.AtTimestamp(markedMs + 1), level)).isEqualTo(new OffsetAnswer.None());
            assertThat(find(new OffsetQuery.MaxTimestamp(), level)).isEqualTo(found(1, markedMs));
        }
        compactor.compact(0);
        for (IsolationLevel level : IsolationLevel.values()) {
            assertThat(find(new OffsetQuery.AtTimestamp(11), level)).isEqualTo(found(2, markedMs - 5));
            assertThat(find(new OffsetQuery.MaxTimestamp(), level)).isEqualTo(found(2, markedMs - 5));
        }
    }

    /// The log begins within a batch, and the largest time is beyond what the reader sees.
    @Test
    void theLargestTimeIsNotThatOfWhatIsLeftOfABatchIfALaterOneIsLarger() {
        log.flush(0, TestBatch.of(new long[] {10, 20}, "a", "b"));
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 40, "p"));
        log.trim(0, 1);

        assertThat(find(new OffsetQuery.MaxTimestamp(), IsolationLevel.READ_UNCOMMITTED))
                .isEqualTo(found(2, 40));
        assertThat(find(new OffsetQuery.MaxTimestamp(), IsolationLevel.READ_COMMITTED))
                .isEqualTo(new OffsetAnswer.None());
    }

    /// The records of P's aborted transaction are as they came, its marker has gone, and what P committed
    /// later is as it came too. Who has been told of the abort would pass over that.
    @Test
    void noAnswerHasAnAbortedTransactionWithoutItsMarkerAndALaterOneOfItsProducer() {
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "lost 1", "lost 2"));
        log.flush(0, TestBatch.of(10, "a"));
        log.mark(P, 1, false);
        log.begin(P, 2, 0);
        log.flush(0, transactional(P, 0, 2, 10, "kept"));
        log.mark(P, 2, true);
        log.flush(0, TestBatch.of(10, "b"));
        // [0, 2) p · [2] a · [3] marker · [4] kept · [5] marker · [6] b
        compactor.compact(0, 2, 4, offset -> true);
        reader.follow();

        assertThat(reader.readCommitted(0, 0, ALL).aborted()).containsExactly(new AbortedTransaction(P, 0, 3));
        assertThat(reader.readCommitted(0, 0, ALL).batches().getLast().lastOffset())
                .isEqualTo(3);
        assertThat(reader.readCommitted(0, 2, ALL).batches().getLast().lastOffset())
                .isEqualTo(3);
        assertThat(reader.readCommitted(0, 4, ALL).aborted()).isEmpty();
        for (long offset = 0; offset <= 7; offset++) {
            List<String> expected =
                    List.of("a", "kept", "b").subList(offset > 4 ? 2 : offset > 2 ? 1 : 0, offset > 6 ? 2 : 3).stream()
                            .toList();
            if (offset > 6) {
                expected = List.of();
            }
            for (int maxBytes : new int[] {1, 150, ALL}) {
                assertThat(reader.consumeCommitted(0, offset, maxBytes).values())
                        .as("from %d by %d bytes", offset, maxBytes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aMarkerThatHasBecomeNothingEndsAnAnswerToo() {
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "lost"));
        log.mark(P, 1, false);
        log.begin(P, 2, 0);
        log.flush(0, transactional(P, 0, 1, 10, "kept"));
        log.mark(P, 2, true);
        compactor.empty(0, 1, 2);
        reader.follow();

        assertThat(reader.readCommitted(0, 0, ALL).batches()).hasSize(2);
        assertThat(reader.consumeCommitted(0, 0, ALL).values()).containsExactly("kept");
        assertThat(reader.consumeCommitted(0, 0, ALL).position()).isEqualTo(4);
        assertThat(reader.values(0, 2)).contains("kept");
    }

    /// Two producers whose markers are lost in one segment.
    @Test
    void ofSeveralLostMarkersTheFirstEndsTheAnswer() {
        log.begin(P, 1, 0);
        log.begin(Q, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p1"), transactional(Q, 0, 0, 10, "q1"));
        log.mark(P, 1, false);
        log.begin(P, 2, 0);
        log.flush(0, transactional(P, 0, 1, 10, "p2"));
        log.mark(P, 2, true);
        log.flush(0, TestBatch.of(10, "a"));
        log.mark(Q, 1, false);
        log.begin(Q, 2, 0);
        log.flush(0, transactional(Q, 0, 1, 10, "q2"));
        log.mark(Q, 2, true);
        // [0] p1 [1] q1 [2] abort P [3] p2 [4] commit P [5] a [6] abort Q [7] q2 [8] commit Q
        compactor.empty(0, 2, 3);
        compactor.compact(0, 5, 7, offset -> true);
        reader.follow();

        assertThat(reader.readCommitted(0, 0, ALL).batches().getLast().lastOffset())
                .isEqualTo(2);
        assertThat(reader.readCommitted(0, 3, ALL).batches().getLast().lastOffset())
                .isEqualTo(6);
        assertThat(reader.consumeCommitted(0, 0, ALL).values()).containsExactly("p2", "a", "q2");
    }

    @Test
    void aLogThatWasTrimmedWithinAnOpenTransactionIsReadOn() {
        log.begin(P, 1, 0);
        log.flush(0, transactional(P, 0, 0, 10, "p1", "p2"));
        log.trim(0, 1);
        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();

        assertThat(find(new OffsetQuery.Earliest(), IsolationLevel.READ_COMMITTED))
                .isEqualTo(found(1, -1));
        assertThat(find(new OffsetQuery.Latest(), IsolationLevel.READ_COMMITTED))
                .isEqualTo(found(1, -1));
        assertThat(reader.readCommitted(0, 1, ALL).batches()).isEmpty();
        log.mark(P, 1, false);
        reader.follow();
        assertThat(reader.consumeCommitted(0, 1, ALL).values()).containsExactly("a");
    }

    private OffsetAnswer find(OffsetQuery.Target target, IsolationLevel level) {
        return reader.offsets
                .find(List.of(new OffsetQuery(partition(0), target)), level, new Search())
                .getFirst();
    }

    private static OffsetAnswer found(long offset, long timestampMs) {
        return new OffsetAnswer.Found(offset, timestampMs);
    }

    /// As Kafka's broker looks into a batch, control batches too.
    private static final class Search implements RecordSearch {

        @Override
        public Optional<OffsetAnswer.Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
            for (Record record : MemoryRecords.readableRecords(batch).records()) {
                if (record.timestamp() >= timestampMs && record.offset() >= fromOffset) {
                    return Optional.of(new OffsetAnswer.Found(record.offset(), record.timestamp()));
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<OffsetAnswer.Found> latest(ByteBuffer batch, long fromOffset) {
            OffsetAnswer.Found latest = null;
            for (Record record : MemoryRecords.readableRecords(batch).records()) {
                if (record.offset() >= fromOffset && (latest == null || record.timestamp() > latest.timestampMs())) {
                    latest = new OffsetAnswer.Found(record.offset(), record.timestamp());
                }
            }
            return Optional.ofNullable(latest);
        }
    }
}
