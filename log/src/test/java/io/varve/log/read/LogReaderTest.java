package io.varve.log.read;

import static io.varve.log.TestReader.ALL;
import static io.varve.log.TestReader.position;
import static io.varve.log.TestReader.records;
import static io.varve.log.TestReader.request;
import static io.varve.log.TestReader.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.metadata.log.LogBounds;
import io.varve.storage.batch.BatchHeader;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogReaderTest {

    private final TestLog log = new TestLog(4);

    @Test
    void batchesCarryTheOffsetsThatTheLogGaveThem() {
        log.flush(0, TestBatch.of(10, "a", "b"), TestBatch.of(20, "c"));
        log.flush(0, TestBatch.of(30, "d", "e"));
        var reader = new TestReader(log);

        assertThat(records(reader.read(0, 0)))
                .containsExactly(
                        new TestBatch.Read(0, 10, "a"),
                        new TestBatch.Read(1, 10, "b"),
                        new TestBatch.Read(2, 20, "c"),
                        new TestBatch.Read(3, 30, "d"),
                        new TestBatch.Read(4, 30, "e"));
    }

    @Test
    void theLeaderEpochIsZeroAndTheStoredBytesStayAsTheyWere() {
        var written = log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        var before = log.objects().readAll(written.key(), ALL).duplicate();
        ByteBuffer copy =
                ByteBuffer.allocate(before.remaining()).put(before.duplicate()).flip();
        var reader = new TestReader(log);

        var read = (PartitionRead.Records) reader.read(0, 1);

        BatchHeader header = BatchHeader.read(read.copy());
        assertThat(header.baseOffset()).isEqualTo(1);
        assertThat(header.partitionLeaderEpoch()).isZero();
        assertThat(log.objects().readAll(written.key(), ALL)).isEqualTo(copy);
    }

    @Test
    void anOffsetWithinABatchGetsTheWholeBatch() {
        log.flush(0, TestBatch.of(10, "a", "b"), TestBatch.of(10, "c", "d", "e"), TestBatch.of(10, "f"));
        var reader = new TestReader(log);

        assertThat(reader.values(0, 3)).containsExactly("c", "d", "e", "f");
    }

    @Test
    void theBoundsOfTheLogComeAlong() {
        log.flush(0, TestBatch.of(10, "a", "b"), TestBatch.of(10, "c"));
        log.trim(0, 1);
        var reader = new TestReader(log);

        assertThat(reader.read(0, 1))
                .isInstanceOfSatisfying(
                        PartitionRead.Records.class,
                        records -> assertThat(records.bounds()).isEqualTo(new LogBounds(1, 3, 3)));
    }

    @Test
    void atTheEndThereIsNothingAndNoError() {
        log.flush(0, TestBatch.of(10, "a"));
        var reader = new TestReader(log);

        assertThat(valuesOf(reader.read(0, 1))).isEmpty();
        assertThat(valuesOf(reader.read(1, 0))).isEmpty();
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void theFirstBatchIsAnsweredWhateverItsSize() {
        log.flush(0, TestBatch.of(10, "a".repeat(1000)), TestBatch.of(10, "b"));
        var reader = new TestReader(log);

        assertThat(valuesOf(reader.read(0, 0, 10))).containsExactly("a".repeat(1000));
        assertThat(valuesOf(reader.read(0, 0, 0))).containsExactly("a".repeat(1000));
    }

    @Test
    void onlyTheFirstPartitionWithDataMayExceedTheLimits() {
        log.flush(Map.of(
                1, List.of(TestBatch.of(10, "a".repeat(1000))),
                2, List.of(TestBatch.of(10, "b".repeat(1000)))));
        var reader = new TestReader(log);

        List<PartitionRead> reads = reader.reader.read(request(
                1500,
                new FetchPosition(TestLog.partition(0), 0, 100),
                new FetchPosition(TestLog.partition(1), 0, 100),
                new FetchPosition(TestLog.partition(2), 0, 100)));

        assertThat(valuesOf(reads.get(0))).isEmpty();
        assertThat(valuesOf(reads.get(1))).hasSize(1);
        assertThat(valuesOf(reads.get(2))).isEmpty();
    }

    @Test
    void theAnswerStaysWithinItsLimits() {
        for (int i = 0; i < 20; i++) {
            log.flush(Map.of(
                    0, List.of(TestBatch.of(10, "x".repeat(100)), TestBatch.of(10, "x".repeat(100))),
                    1, List.of(TestBatch.of(10, "x".repeat(100)))));
        }
        var reader = new TestReader(log);

        List<PartitionRead> reads = reader.reader.read(request(
                3000,
                new FetchPosition(TestLog.partition(0), 0, 2000),
                new FetchPosition(TestLog.partition(1), 0, 2000)));

        assertThat(sizes(reads)).allMatch(size -> size > 0 && size <= 2000);
        assertThat(sizes(reads).stream().mapToInt(size -> size).sum()).isBetween(2500, 3000);
    }

    @Test
    void whatIsInAnEntryIsReadLikeWhatIsInAnObject() {
        log.inline(Map.of(0, List.of(TestBatch.of(10, "a", "b")), 1, List.of(TestBatch.of(11, "x"))));
        log.flush(0, TestBatch.of(12, "c"));
        log.inline(0, TestBatch.of(13, "d"));
        var reader = new TestReader(log);

        assertThat(reader.values(0, 0)).containsExactly("a", "b", "c", "d");
        assertThat(reader.values(1, 0)).containsExactly("x");
    }

    @Test
    void offsetsStayTheSameWhenRunsMove() {
        log.inline(0, TestBatch.of(10, "a", "b"));
        log.inline(0, TestBatch.of(10, "c"));
        log.inline(1, TestBatch.of(10, "x"));
        log.move();
        var reader = new TestReader(log);

        assertThat(records(reader.read(0, 1)))
                .extracting(TestBatch.Read::offset, TestBatch.Read::value)
                .containsExactly(tuple(0L, "a"), tuple(1L, "b"), tuple(2L, "c"));
        assertThat(reader.values(1, 0)).containsExactly("x");
    }

    @Test
    void unknownTopicsAndPartitionsAreToldApartFromKnownOnes() {
        log.flush(0, TestBatch.of(10, "a"));
        var reader = new TestReader(log);
        var elsewhere = new FetchPosition(new TopicIdPartition(new TopicId(99, 1), 0), 0, ALL);
        var closed = new FetchPosition(new TopicIdPartition(new TopicId(1, 99), 0), 0, ALL);

        List<PartitionRead> reads = reader.reader.read(request(ALL, elsewhere, position(0, 0), closed, position(4, 0)));

        assertThat(reads.get(0)).isEqualTo(new PartitionRead.UnknownPartition());
        assertThat(valuesOf(reads.get(1))).containsExactly("a");
        assertThat(reads.get(2)).isEqualTo(new PartitionRead.UnknownPartition());
        assertThat(reads.get(3)).isEqualTo(new PartitionRead.UnknownPartition());
    }

    private static List<Integer> sizes(List<PartitionRead> reads) {
        return reads.stream()
                .map(read -> ((PartitionRead.Records) read).sizeBytes())
                .toList();
    }
}
