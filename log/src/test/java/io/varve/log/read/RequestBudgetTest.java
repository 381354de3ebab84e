package io.varve.log.read;

import static io.varve.log.TestReader.ALL;
import static io.varve.log.TestReader.position;
import static io.varve.log.TestReader.request;
import static io.varve.log.TestReader.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestLog;
import io.varve.log.TestLog.Written;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Every read has a price, so their number is exact.
class RequestBudgetTest {

    private static final ReadLimits NARROW = new ReadLimits(64, 16, 0, 1 << 20, 1 << 26, 1 << 26);

    private final TestLog log = new TestLog(100);

    @Test
    void whatThisNodeUploadsIsReadWithoutARequest() {
        var reader = new TestReader(log);
        Written written = log.flush(onePerPartition(100));
        reader.cache.put(written.object(), written.encoded().payload());
        reader.follow();

        var reads = reader.reader.read(request(ALL, allPartitions()));

        assertThat(reads).allSatisfy(read -> assertThat(valuesOf(read)).hasSize(1));
        assertThat(reader.store.takeReads()).isEmpty();
        assertThat(reader.journal.takeReads()).isZero();
    }

    @Test
    void whatAnAppliedEntryBroughtIsReadWithoutARequest() {
        var reader = new TestReader(log);
        log.inline(onePerPartition(100));
        reader.follow();

        var reads = reader.reader.read(request(ALL, allPartitions()));

        assertThat(reads).allSatisfy(read -> assertThat(valuesOf(read)).hasSize(1));
        assertThat(reader.store.takeReads()).isEmpty();
        assertThat(reader.journal.takeReads()).isZero();
    }

    @Test
    void aRecentObjectOfAnotherNodeIsFetchedOnceForAllItsPartitions() {
        Written written = log.flush(onePerPartition(100));
        var reader = new TestReader(log);

        for (int partition = 0; partition < 100; partition++) {
            assertThat(reader.values(partition, 0)).hasSize(1);
        }

        assertThat(reader.store.takeReads()).containsExactly("all " + written.key());
    }

    @Test
    void fiftyReadersAtOnceShareOneRequest() {
        Written written = log.flush(onePerPartition(100));
        var reader = new TestReader(log);
        CountDownLatch gate = reader.store.holdReads();
        var begun = new CountDownLatch(50);
        var reads = new ArrayList<CompletableFuture<List<String>>>();
        for (int i = 0; i < 50; i++) {
            int partition = i;
            var read = new CompletableFuture<List<String>>();
            reads.add(read);
            Thread.ofVirtual().start(() -> {
                begun.countDown();
                read.complete(reader.values(partition, 0));
            });
        }

        awaitQuietly(begun);
        gate.countDown();

        assertThat(reads).allSatisfy(read -> assertThat(read.join()).hasSize(1));
        assertThat(reader.store.takeReads()).containsExactly("all " + written.key());
    }

    @Test
    void adjacentRangesOfAnOldObjectAreOneRequest() {
        Written written = log.flush(onePerPartition(100));
        letItGrowOld();
        var reader = new TestReader(log, NARROW, ReadSettings.DEFAULT, ALL);

        var reads = reader.reader.read(request(ALL, position(3, 0), position(5, 0), position(4, 0), position(50, 0)));

        assertThat(reads).allSatisfy(read -> assertThat(valuesOf(read)).hasSize(1));
        var table = written.encoded().object().tables().get("data-0").partitions();
        int from = table.get(3).position();
        int to = table.get(5).endPosition();
        var alone = table.get(50);
        assertThat(reader.store.takeReads())
                .containsExactlyInAnyOrder(
                        written.key() + " " + from + "+" + (to - from),
                        written.key() + " " + alone.position() + "+" + alone.sizeBytes());
    }

    @Test
    void nearRangesOfAnOldObjectAreOneRequest() {
        Written written = log.flush(onePerPartition(100));
        letItGrowOld();
        var reader = new TestReader(log);

        reader.reader.read(request(ALL, position(3, 0), position(50, 0)));

        assertThat(reader.store.takeReads()).hasSize(1).first().asString().startsWith(written.key() + " ");
    }

    @Test
    void anOldRangeIsKeptForTheNextReadOfIt() {
        log.flush(onePerPartition(100));
        letItGrowOld();
        var reader = new TestReader(log);
        reader.read(3, 0);
        reader.store.takeReads();

        assertThat(reader.values(3, 0)).hasSize(1);

        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void oldReadsDoNotDriveOutRecentData() {
        ByteBuffer large = TestBatch.of(10, "x".repeat(40_000));
        for (int i = 0; i < 10; i++) {
            log.flush(0, large);
        }
        letItGrowOld();
        Written recent = log.flush(1, TestBatch.of(10, "recent"));
        var reader = new TestReader(log, ReadLimits.DEFAULT, ReadSettings.DEFAULT, 100_000);
        reader.read(1, 0);
        assertThat(reader.store.takeReads()).containsExactly("all " + recent.key());

        assertThat(reader.values(0, 0)).hasSize(10);
        reader.store.takeReads();

        assertThat(reader.values(1, 0)).containsExactly("recent");
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void entriesAppliedBeforeTheNodeStartedAreReadTogether() {
        for (int i = 0; i < 50; i++) {
            log.inline(0, TestBatch.of(10, "value " + i));
        }
        var reader = new TestReader(log);

        assertThat(reader.values(0, 0)).hasSize(50);
        assertThat(reader.journal.takeReads()).isBetween(1, 3);

        assertThat(reader.values(0, 0)).hasSize(50);
        assertThat(reader.journal.takeReads()).isZero();
    }

    @Test
    void entriesFarApartAreReadEachForItself() {
        log.inline(0, TestBatch.of(10, "first"));
        for (int i = 0; i < 50; i++) {
            log.flush(1, TestBatch.of(10, "between"));
        }
        log.inline(0, TestBatch.of(10, "last"));
        var reader = new TestReader(log);

        assertThat(reader.values(0, 0)).containsExactly("first", "last");
        assertThat(reader.journal.takeReads()).isEqualTo(2);
    }

    @Test
    void aReplayFindsWhatIsReadAheadOfIt() {
        int objects = 8;
        for (int i = 0; i < objects; i++) {
            log.flush(0, TestBatch.of(10, "x".repeat(300_000)));
        }
        letItGrowOld();
        var reader = new TestReader(log);

        // The second read in order shows a replay: a window of a MiB holds four further objects.
        assertThat(valuesOf(reader.read(0, 0, 1000))).hasSize(1);
        assertThat(reader.store.takeReads()).hasSize(1);
        assertThat(valuesOf(reader.read(0, 1, 1000))).hasSize(1);
        for (int offset = 2; offset < objects; offset++) {
            assertThat(valuesOf(reader.read(0, offset, 1000))).hasSize(1);
        }

        // Not one object twice, whoever asked for it.
        assertThat(reader.store.takeReads()).hasSize(objects - 1).doesNotHaveDuplicates();
    }

    private void letItGrowOld() {
        log.time().advance(Planner.RECENT.plus(Duration.ofSeconds(1)));
        log.flush(99, TestBatch.of(10, "now"));
    }

    private static Map<Integer, List<ByteBuffer>> onePerPartition(int partitions) {
        var batches = new HashMap<Integer, List<ByteBuffer>>();
        for (int partition = 0; partition < partitions; partition++) {
            batches.put(partition, List.of(TestBatch.of(10, "value " + partition)));
        }
        return batches;
    }

    private static FetchPosition[] allPartitions() {
        var positions = new FetchPosition[100];
        for (int partition = 0; partition < 100; partition++) {
            positions[partition] = position(partition, 0);
        }
        return positions;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
