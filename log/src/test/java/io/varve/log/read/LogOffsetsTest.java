package io.varve.log.read;

import static io.varve.log.TestLog.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.TestCompactor;
import io.varve.log.TestLog;
import io.varve.log.TestLog.Written;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogOffsetsTest {

    private final TestLog log = new TestLog(3);
    private final TestReader reader = new TestReader(log);

    @Test
    void endsAreThoseOfTheJournalNotThoseThatAreKnownHere() {
        log.flush(0, TestBatch.of(10, "a", "b"), TestBatch.of(10, "c"));
        log.trim(0, 2);

        assertThat(find(0, new OffsetQuery.Earliest())).isEqualTo(new OffsetAnswer.Found(2, -1));
        assertThat(find(0, new OffsetQuery.Latest())).isEqualTo(new OffsetAnswer.Found(3, -1));
        assertThat(find(1, new OffsetQuery.Latest())).isEqualTo(new OffsetAnswer.Found(0, -1));
    }

    @Test
    void manyQuestionsShareOneLookAtTheJournal() {
        log.flush(0, TestBatch.of(10, "a"));

        reader.offsets.find(
                List.of(
                        new OffsetQuery(partition(0), new OffsetQuery.Latest()),
                        new OffsetQuery(partition(1), new OffsetQuery.Latest()),
                        new OffsetQuery(partition(2), new OffsetQuery.Earliest())),
                IsolationLevel.READ_UNCOMMITTED,
                new Search());

        assertThat(reader.journal.takeReads()).isEqualTo(1);
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstRecordOfATimeIsFoundInWhateverRunItIs(boolean compacted) {
        log.flush(0, TestBatch.of(new long[] {10, 20}, "a", "b"), TestBatch.of(new long[] {30, 25}, "c", "d"));
        log.inline(0, TestBatch.of(40, "e"));
        log.flush(0, TestBatch.of(35, "f"), TestBatch.of(50, "g"));
        compactIf(compacted);

        assertThat(atTimestamp(0)).isEqualTo(new OffsetAnswer.Found(0, 10));
        assertThat(atTimestamp(11)).isEqualTo(new OffsetAnswer.Found(1, 20));
        assertThat(atTimestamp(25)).isEqualTo(new OffsetAnswer.Found(2, 30));
        assertThat(atTimestamp(36)).isEqualTo(new OffsetAnswer.Found(4, 40));
        assertThat(atTimestamp(41)).isEqualTo(new OffsetAnswer.Found(6, 50));
        assertThat(atTimestamp(51)).isEqualTo(new OffsetAnswer.None());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordsBelowTheLogStartAreNotFound(boolean compacted) {
        log.flush(0, TestBatch.of(new long[] {90, 10}, "a", "b"), TestBatch.of(20, "c"));
        log.flush(0, TestBatch.of(50, "d"));
        log.trim(0, 1);
        compactIf(compacted);

        assertThat(atTimestamp(5)).isEqualTo(new OffsetAnswer.Found(1, 10));
        assertThat(atTimestamp(30)).isEqualTo(new OffsetAnswer.Found(3, 50));
        assertThat(atTimestamp(60)).isEqualTo(new OffsetAnswer.None());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRecordOfTheLargestTimestampIsTheEarliestOfThem(boolean compacted) {
        log.flush(0, TestBatch.of(new long[] {10, 60}, "a", "b"));
        log.flush(0, TestBatch.of(30, "c"), TestBatch.of(new long[] {20, 60}, "d", "e"));
        compactIf(compacted);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(1, 60));
        assertThat(find(1, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.None());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLargestTimestampIsSoughtInWhatIsLeftOfTheLog(boolean compacted) {
        log.flush(0, TestBatch.of(90, "a"), TestBatch.of(20, "b"));
        log.flush(0, TestBatch.of(50, "c"));
        log.flush(0, TestBatch.of(40, "d"));
        log.trim(0, 1);
        compactIf(compacted);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(2, 50));
    }

    /// The header of a batch that the log begins within tells of records that are not there any more.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsLeftOfTheFirstBatchIsLookedAtItself(boolean compacted) {
        log.flush(0, TestBatch.of(new long[] {90, 10}, "a", "b"), TestBatch.of(50, "c"), TestBatch.of(40, "d"));
        log.flush(0, TestBatch.of(45, "e"));
        log.trim(0, 1);
        compactIf(compacted);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(2, 50));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsLeftOfTheFirstBatchMayBeTheLatest(boolean compacted) {
        log.flush(0, TestBatch.of(new long[] {90, 60}, "a", "b"));
        log.flush(0, TestBatch.of(50, "c"));
        log.trim(0, 1);
        compactIf(compacted);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(1, 60));
    }

    @Test
    void aFirstBatchOfWhichNothingIsLeftHidesNoOther() {
        log.flush(0, TestBatch.of(new long[] {90, 10}, "a", "b"), TestBatch.of(50, "c"));
        new TestCompactor(log, TestCompactor.SINGLE_BATCHES).compact(0, 0, TestCompactor.END, offset -> offset != 1);
        log.trim(0, 1);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(2, 50));
    }

    @Test
    void unknownPartitionsAreUnknown() {
        var elsewhere = new OffsetQuery(new TopicIdPartition(new TopicId(99, 99), 0), new OffsetQuery.Latest());

        assertThat(find(elsewhere)).isEqualTo(new OffsetAnswer.UnknownPartition());
        assertThat(find(9, new OffsetQuery.Latest())).isEqualTo(new OffsetAnswer.UnknownPartition());
    }

    @Test
    void anEndThatCannotBeLookedUpIsAStorageError() {
        reader.journal.down(true);

        assertThat(find(0, new OffsetQuery.Latest())).isInstanceOf(OffsetAnswer.StorageFailed.class);
    }

    @Test
    void damageAndFailuresHaveAnswersOfTheirOwn() {
        Written damaged = log.flush(0, TestBatch.of(10, "a"));
        Written failing = log.flush(1, TestBatch.of(10, "x"));
        log.flush(2, TestBatch.of(10, "y"));
        reader.store.rot(damaged.key(), 64 + 65);
        reader.store.fail(failing.key());
        var first = new OffsetQuery.AtTimestamp(0);

        List<OffsetAnswer> answers = reader.offsets.find(
                List.of(
                        new OffsetQuery(partition(0), first),
                        new OffsetQuery(partition(1), first),
                        new OffsetQuery(partition(2), first)),
                IsolationLevel.READ_UNCOMMITTED,
                new Search());

        assertThat(answers.get(0)).isInstanceOf(OffsetAnswer.Corrupt.class);
        assertThat(answers.get(1)).isInstanceOf(OffsetAnswer.StorageFailed.class);
        assertThat(answers.get(2)).isEqualTo(new OffsetAnswer.Found(0, 10));
    }

    @Test
    void aTopicOfManyPartitionsIsSearchedWithOneRequestForEachObject() {
        log.flush(Map.of(
                0, List.of(TestBatch.of(10, "a")),
                1, List.of(TestBatch.of(10, "b")),
                2, List.of(TestBatch.of(10, "c"))));
        var first = new OffsetQuery.AtTimestamp(0);

        reader.offsets.find(
                List.of(
                        new OffsetQuery(partition(0), first),
                        new OffsetQuery(partition(1), first),
                        new OffsetQuery(partition(2), first)),
                IsolationLevel.READ_UNCOMMITTED,
                new Search());

        assertThat(reader.store.takeReads()).hasSize(1);
    }

    @Test
    void offsetsWithoutRecordsAreNotFound() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(20, "b"));
        log.flush(0, TestBatch.of(30, "c"));
        log.flush(0, TestBatch.of(40, "d"), TestBatch.of(50, "e"));
        var compactor = new TestCompactor(log, TestCompactor.SINGLE_BATCHES);
        compactor.empty(0, 2, 3);
        compactor.compact(0, 3, TestCompactor.END, offset -> offset == 3);

        assertThat(atTimestamp(25)).isEqualTo(new OffsetAnswer.Found(3, 40));
        assertThat(atTimestamp(45)).isEqualTo(new OffsetAnswer.None());
        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.Found(3, 40));
        log.trim(0, 4);
        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.None());
        assertThat(find(0, new OffsetQuery.Latest())).isEqualTo(new OffsetAnswer.Found(5, -1));
    }

    @Test
    void manySearchesInSegmentsTakeTurnsWhereMemoryIsShort() {
        for (int partition = 0; partition < 3; partition++) {
            log.flush(partition, TestBatch.of(10, "a"), TestBatch.of(20 + partition, "b"));
            new TestCompactor(log, TestCompactor.SINGLE_BATCHES).compact(partition);
        }
        var small = new TestReader(log, ReadLimits.DEFAULT, new ReadSettings(10, Duration.ofSeconds(1), 1), 1 << 20);
        var late = new OffsetQuery.AtTimestamp(15);

        List<OffsetAnswer> answers = small.offsets.find(
                List.of(
                        new OffsetQuery(partition(0), late),
                        new OffsetQuery(partition(1), late),
                        new OffsetQuery(partition(2), late)),
                IsolationLevel.READ_UNCOMMITTED,
                new Search());

        assertThat(answers)
                .containsExactly(
                        new OffsetAnswer.Found(1, 20), new OffsetAnswer.Found(1, 21), new OffsetAnswer.Found(1, 22));
    }

    @Test
    void aLogWithoutAnyRecordHasNoTimestamp() {
        log.flush(0, TestBatch.of(10, "a"));
        new TestCompactor(log, TestCompactor.SINGLE_BATCHES).empty(0, 0, TestCompactor.END);

        assertThat(find(0, new OffsetQuery.MaxTimestamp())).isEqualTo(new OffsetAnswer.None());
        assertThat(atTimestamp(0)).isEqualTo(new OffsetAnswer.None());
    }

    private void compactIf(boolean compacted) {
        if (compacted) {
            if (log.hasInlined()) {
                log.move();
            }
            new TestCompactor(log, TestCompactor.SINGLE_BATCHES).compact(0);
        }
    }

    private OffsetAnswer atTimestamp(long timestampMs) {
        return find(0, new OffsetQuery.AtTimestamp(timestampMs));
    }

    private OffsetAnswer find(int partition, OffsetQuery.Target target) {
        return find(new OffsetQuery(partition(partition), target));
    }

    private OffsetAnswer find(OffsetQuery query) {
        return reader.offsets
                .find(List.of(query), IsolationLevel.READ_UNCOMMITTED, new Search())
                .getFirst();
    }

    private record Search() implements RecordSearch {

        @Override
        public Optional<OffsetAnswer.Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
            return TestBatch.records(batch).stream()
                    .filter(record -> record.offset() >= fromOffset && record.timestampMs() >= timestampMs)
                    .findFirst()
                    .map(record -> new OffsetAnswer.Found(record.offset(), record.timestampMs()));
        }

        @Override
        public Optional<OffsetAnswer.Found> latest(ByteBuffer batch, long fromOffset) {
            return TestBatch.records(batch).stream()
                    .filter(record -> record.offset() >= fromOffset)
                    .max(Comparator.comparingLong(TestBatch.Read::timestampMs)
                            .thenComparing(TestBatch.Read::offset, Comparator.reverseOrder()))
                    .map(record -> new OffsetAnswer.Found(record.offset(), record.timestampMs()));
        }
    }
}
