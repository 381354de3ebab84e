package io.varve.log.read;

import static io.varve.log.TestReader.ALL;
import static io.varve.log.TestReader.position;
import static io.varve.log.TestReader.request;
import static io.varve.log.TestReader.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestCompactor;
import io.varve.log.TestCompactor.Segment;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.testkit.TestBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Segments are read like everything else: with an exact number of requests, to the last offset, and never wrongly.
class SegmentReadTest {

    private final TestLog log = new TestLog(3);
    private final TestCompactor compactor = new TestCompactor(log, TestCompactor.SINGLE_BATCHES);

    @Test
    void aSegmentIsReadWithOneRequestForItsFooterAndOneForEachRowGroup() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"), TestBatch.of(10, "c"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log);

        assertThat(reader.values(0, 0)).containsExactly("a", "b", "c");
        assertThat(reader.store.takeReads())
                .containsExactlyInAnyOrder(
                        segment.readOfFooter(), segment.readOf(0), segment.readOf(1), segment.readOf(2));

        assertThat(reader.values(0, 0)).containsExactly("a", "b", "c");
        assertThat(reader.values(0, 1)).containsExactly("b", "c");
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void theLastRowGroupOfASmallSegmentComesTogetherWithTheFooter() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"), TestBatch.of(10, "c"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log);

        assertThat(reader.values(0, 2)).containsExactly("c");
        int from = segment.rowGroups().get(2).position();
        assertThat(reader.store.takeReads())
                .containsExactly(segment.key() + " " + from + "+"
                        + (segment.ref().footer().position()
                                + segment.ref().footer().length()
                                - from));

        assertThat(reader.values(0, 0)).containsExactly("a", "b", "c");
        assertThat(reader.store.takeReads()).containsExactlyInAnyOrder(segment.readOf(0), segment.readOf(1));
    }

    @Test
    void aLargeLastRowGroupComesWithoutTheFooter() {
        log.flush(0, TestBatch.of(10, "a"));
        Segment segment = compactor.compact(0);
        var limits = new ReadLimits(4, 4, 0, segment.rowGroups().getFirst().sizeBytes(), ALL, ALL);
        var reader = new TestReader(log, limits, ReadSettings.DEFAULT, ALL);

        assertThat(reader.values(0, 0)).containsExactly("a");
        assertThat(reader.store.takeReads()).containsExactly(segment.readOfFooter(), segment.readOf(0));
    }

    @Test
    void fiftyReadersAtOnceShareTheRequestsEvenIfOneReadIsMadeAtATime() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"), TestBatch.of(10, "c"));
        compactor.compact(0);
        var reader = new TestReader(log, new ReadLimits(1, 1, 0, ALL, ALL, ALL), ReadSettings.DEFAULT, ALL);
        CountDownLatch gate = reader.store.holdReads();
        var reads = new ArrayList<CompletableFuture<List<String>>>();
        for (int i = 0; i < 50; i++) {
            int offset = 2 - i % 3;
            var read = new CompletableFuture<List<String>>();
            reads.add(read);
            Thread.ofVirtual().start(() -> read.complete(reader.values(0, offset)));
        }
        gate.countDown();

        assertThat(reads)
                .allSatisfy(read -> assertThat(read.join()).isNotEmpty().endsWith("c"));
        // Who asks first decides whether the footer comes with the last row group.
        assertThat(reader.store.takeReads()).hasSizeBetween(3, 4).doesNotHaveDuplicates();
    }

    @Test
    void aRowGroupLargerThanTheCacheIsServedAndNotKept() {
        log.flush(0, TestBatch.of(10, "x".repeat(5000)));
        log.flush(0, TestBatch.of(10, "y"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log, ReadLimits.DEFAULT, ReadSettings.DEFAULT, 2000);

        // The second row group would not fit beside it.
        assertThat(reader.values(0, 0)).hasSize(1);
        assertThat(reader.values(0, 1)).containsExactly("y");
        reader.store.takeReads();

        assertThat(reader.values(0, 0)).hasSize(2);
        assertThat(reader.store.takeReads()).containsExactly(segment.readOf(0));
        assertThat(reader.cache.sizeBytes()).isLessThanOrEqualTo(2000);
    }

    @Test
    void aRowGroupThatDecodesToMoreThanIsAllowedIsNotServed() {
        log.flush(0, TestBatch.of(10, "x".repeat(5000)));
        log.flush(0, TestBatch.of(10, "y"));
        compactor.compact(0);
        var reader = new TestReader(log, new ReadLimits(4, 4, 0, ALL, ALL, 5000), ReadSettings.DEFAULT, ALL);

        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.Corrupt.class);
        assertThat(reader.values(0, 1)).containsExactly("y");
    }

    @Test
    void aRequestLeavesToTheNextOneWhatWouldTakeTooMuchMemory() {
        for (int partition = 0; partition < 3; partition++) {
            log.flush(partition, TestBatch.of(10, "a"));
            compactor.compact(partition);
        }
        var reader = new TestReader(
                log, ReadLimits.DEFAULT, new ReadSettings(10, Duration.ofSeconds(30), 1), TestReader.ALL);

        List<PartitionRead> reads = reader.reader.read(request(ALL, position(0, 0), position(1, 0), position(2, 0)));

        assertThat(reads).extracting(TestReader::valuesOf).containsExactly(List.of("a"), List.of(), List.of());
        assertThat(reader.store.takeReads()).hasSize(1);
    }

    @Test
    void whoeverReadsAlwaysGetsToTheEnd() {
        log.flush(0, TestBatch.of(10, "a", "b", "c"), TestBatch.of(10, "d", "e"));
        log.flush(0, TestBatch.of(10, "f"));
        compactor.compact(0, 0, TestCompactor.END, offset -> offset == 1);
        var reader = new TestReader(log);

        var read = (PartitionRead.Records) reader.read(0, 0);

        assertThat(valuesOf(read)).containsExactly("b");
        assertThat(read.batches()).extracting(ReadBatch::baseOffset).containsExactly(0L, 3L);
        assertThat(read.batches()).extracting(ReadBatch::lastOffset).containsExactly(2L, 5L);
        var behind = (PartitionRead.Records) reader.read(0, 4);
        assertThat(behind.batches()).extracting(ReadBatch::lastOffset).containsExactly(5L);
        assertThat(valuesOf(reader.read(0, 6))).isEmpty();
    }

    @Test
    void aThousandRunsWithoutRecordsAreOneEmptyBatchAndNoRequest() {
        for (int i = 0; i < 1000; i++) {
            log.flush(0, TestBatch.of(10, "gone"));
        }
        compactor.empty(0, 0, TestCompactor.END);
        log.flush(0, TestBatch.of(10, "there"));
        var reader = new TestReader(log);

        var read = (PartitionRead.Records) reader.read(0, 0, 1000);

        assertThat(read.batches()).hasSize(2);
        assertThat(read.batches().getFirst().lastOffset()).isEqualTo(999);
        assertThat(valuesOf(read)).containsExactly("there");
        assertThat(reader.store.takeReads()).hasSize(1);

        var middle = (PartitionRead.Records) reader.read(0, 500, 100);
        assertThat(middle.batches()).extracting(ReadBatch::lastOffset).containsExactly(999L);
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void aRangeWithoutRecordsAtTheEndIsWorthAnAnswer() {
        log.flush(0, TestBatch.of(10, "gone"));
        compactor.empty(0, 0, TestCompactor.END);
        var reader = new TestReader(log);

        var read = (PartitionRead.Records)
                reader.fetch(1, Duration.ofSeconds(30), position(0, 0)).getFirst();

        assertThat(read.batches()).extracting(ReadBatch::lastOffset).containsExactly(0L);
        assertThat(reader.reader.waiting()).isZero();
    }

    @Test
    void aLogOfAllKindsOfRunsIsOneLog() {
        for (int i = 0; i < 6; i++) {
            log.flush(0, TestBatch.of(10, "value " + i));
        }
        compactor.compact(0, 0, 2, offset -> true);
        compactor.empty(0, 2, 3);
        compactor.compact(0, 3, 5, offset -> offset == 4);
        log.inline(0, TestBatch.of(10, "value 6"));
        var reader = new TestReader(log);

        assertThat(reader.values(0, 0)).containsExactly("value 0", "value 1", "value 4", "value 5", "value 6");
        for (int offset = 0; offset < 7; offset++) {
            assertThat(((PartitionRead.Records) reader.read(0, offset))
                            .batches()
                            .getLast()
                            .lastOffset())
                    .isEqualTo(6);
        }
    }

    @Test
    void everyFlippedBitIsFoundAndConcernsItsPartitionAlone() {
        log.flush(0, TestBatch.of(10, "a".repeat(30)), TestBatch.of(10, "b"));
        log.flush(1, TestBatch.of(10, "x"));
        Segment segment = compactor.compact(0);
        compactor.compact(1);
        int footer = segment.ref().footer().position();
        int second = segment.rowGroups().get(1).position();
        int end = footer + segment.ref().footer().length();

        for (int at = 0; at < end; at++) {
            var reader = new TestReader(log);
            reader.store.rot(segment.key(), at);
            List<PartitionRead> reads =
                    reader.reader.read(request(ALL, position(0, 0), position(0, 1), position(1, 0)));

            assertThat(valuesOf(reads.get(2))).containsExactly("x");
            if (at >= footer) {
                assertThat(reads.get(0)).isInstanceOf(PartitionRead.Corrupt.class);
                assertThat(reads.get(1)).isInstanceOf(PartitionRead.Corrupt.class);
            } else if (at >= second) {
                assertThat(valuesOf(reads.get(0))).containsExactly("a".repeat(30));
                assertThat(reads.get(1)).isInstanceOf(PartitionRead.Corrupt.class);
            } else {
                assertThat(reads.get(0)).isInstanceOf(PartitionRead.Corrupt.class);
                assertThat(valuesOf(reads.get(1))).containsExactly("b");
            }
        }
    }

    @Test
    void whatWasDamagedOnItsWayIsReadOnceMore() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log);
        reader.store.rotOnce(segment.key(), 20);

        assertThat(reader.values(0, 0)).containsExactly("a", "b");
        assertThat(reader.store.takeReads())
                .containsExactlyInAnyOrder(
                        segment.readOfFooter(), segment.readOf(0), segment.readOf(1), segment.readOf(0));

        reader = new TestReader(log);
        reader.store.rotOnce(segment.key(), segment.ref().footer().position() + 20);

        assertThat(reader.values(0, 0)).containsExactly("a", "b");
        assertThat(reader.store.takeReads())
                .containsExactlyInAnyOrder(
                        segment.readOfFooter(), segment.readOfFooter(), segment.readOf(0), segment.readOf(1));
    }

    @Test
    void whatStaysDamagedIsAskedForAgainInAWhile() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        Segment segment = compactor.compact(0);
        for (int at : List.of(20, segment.ref().footer().position() + 20)) {
            var reader = new TestReader(log);
            reader.store.rot(segment.key(), at);
            assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.Corrupt.class);
            reader.store.heal(segment.key());
            reader.store.takeReads();

            assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.Corrupt.class);
            assertThat(reader.store.takeReads()).isEmpty();

            log.time().advance(Duration.ofSeconds(10));
            reader.read(0, 0);
            assertThat(reader.values(0, 0)).containsExactly("a", "b");
        }
    }

    @Test
    void aSegmentThatWasReplacedAndDeletedIsNotMissed() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"), TestBatch.of(10, "c"));
        compactor.compact(0);
        var unread = new TestReader(log);
        var withFooter = new TestReader(log);
        withFooter.read(0, 2, 1);
        compactor.compact(0);

        assertThat(unread.values(0, 0)).containsExactly("a", "b", "c");
        assertThat(withFooter.values(0, 1)).containsExactly("b", "c");
    }

    @Test
    void aSegmentThatIsReallyGoneIsAStorageError() {
        log.flush(0, TestBatch.of(10, "a"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log);
        log.objects().delete(List.of(segment.key()));

        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.StorageFailed.class);
        assertThat(reader.store.takeReads()).hasSize(2);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedAgainByTheNextRead() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        Segment segment = compactor.compact(0);
        var reader = new TestReader(log);
        reader.store.fail(segment.key());

        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.StorageFailed.class);

        reader.store.heal(segment.key());
        assertThat(reader.values(0, 0)).containsExactly("a", "b");
    }

    @Test
    void rowGroupsAreReadAheadOfAReplay() {
        int count = 8;
        for (int i = 0; i < count; i++) {
            log.flush(0, TestBatch.of(10, "value " + i));
        }
        Segment segment = compactor.compact(0);
        log.time().advance(Planner.RECENT.plus(Duration.ofSeconds(1)));
        log.flush(2, TestBatch.of(10, "now"));
        var reader = new TestReader(log);
        var expected = new ArrayList<>(
                IntStream.range(0, count).mapToObj(segment::readOf).toList());
        expected.add(segment.readOfFooter());

        // The second read in order shows a replay.
        assertThat(valuesOf(reader.read(0, 0, 1))).containsExactly("value 0");
        assertThat(valuesOf(reader.read(0, 1, 1))).containsExactly("value 1");
        reader.store.awaitReads(expected.size());

        assertThat(reader.store.takeReads()).containsExactlyInAnyOrderElementsOf(expected);
        for (int offset = 2; offset < count; offset++) {
            assertThat(valuesOf(reader.read(0, offset, 1))).containsExactly("value " + offset);
        }
        assertThat(reader.store.takeReads()).isEmpty();
    }
}
