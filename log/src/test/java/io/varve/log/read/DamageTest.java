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
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {

    private final TestLog log = new TestLog(3);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRottenBatchEndsItsPartitionAndNoOther(boolean old) {
        Written written = log.flush(Map.of(
                0, List.of(TestBatch.of(10, "a"), TestBatch.of(10, "b"), TestBatch.of(10, "c")),
                1, List.of(TestBatch.of(10, "x"))));
        TestReader reader = readerAfter(old);
        reader.store.rot(written.key(), positionOf(written, 0, 1) + 65);

        List<PartitionRead> reads = reader.reader.read(request(ALL, position(0, 0), position(1, 0)));
        assertThat(valuesOf(reads.get(0))).containsExactly("a");
        assertThat(valuesOf(reads.get(1))).containsExactly("x");

        assertThat(reader.read(0, 1)).isInstanceOf(PartitionRead.Corrupt.class);
        // Where the batches behind it are would be for the damaged one to say.
        assertThat(reader.read(0, 2)).isInstanceOf(PartitionRead.Corrupt.class);
        assertThat(reader.values(1, 0)).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 9, 11, 16, 17, 20, 23, 60, 61, 75})
    void aFlippedBitIsNeverServed(int position) {
        Written written = log.flush(0, TestBatch.of(10, "a".repeat(30)));
        var reader = new TestReader(log);
        reader.store.rot(written.key(), positionOf(written, 0, 0) + position);

        PartitionRead read = reader.read(0, 0);

        boolean outsideOfTheChecksum = position < 8;
        if (outsideOfTheChecksum) {
            // The base offset is the log's to say, whatever was stored.
            assertThat(valuesOf(read)).containsExactly("a".repeat(30));
        } else {
            assertThat(read).isInstanceOf(PartitionRead.Corrupt.class);
        }
    }

    /// One in each byte of a write-ahead object in turn. `SegmentReadTest` does so to a segment.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereverABitIsFlippedOnlyWhatWasWrittenIsServed(boolean old) {
        List<List<String>> values =
                List.of(List.of("a".repeat(60), "b".repeat(90)), List.of("x".repeat(120)), List.of("1", "2", "3"));
        var batches = new HashMap<Integer, List<ByteBuffer>>();
        for (int partition = 0; partition < values.size(); partition++) {
            batches.put(
                    partition,
                    values.get(partition).stream()
                            .map(value -> TestBatch.of(10, value))
                            .toList());
        }
        Written written = log.flush(batches);
        TestReader undamaged = readerAfter(old);
        List<List<String>> all = List.of(undamaged.values(0, 0), undamaged.values(1, 0), undamaged.values(2, 0));
        long sizeBytes = written.encoded().payload().length();
        assertThat(sizeBytes).isGreaterThan(500);
        for (int at = 0; at < sizeBytes; at++) {
            var reader = new TestReader(log);
            reader.store.rot(written.key(), at);
            boolean corrupt = false;
            for (int partition = 0; partition < values.size(); partition++) {
                for (int offset = 0; offset < values.get(partition).size(); offset++) {
                    PartitionRead read = reader.read(partition, offset);
                    if (read instanceof PartitionRead.Corrupt) {
                        corrupt = true;
                    } else {
                        assertThat(valuesOf(read))
                                .startsWith(values.get(partition).get(offset));
                        assertThat(all.get(partition)).containsSequence(valuesOf(read));
                    }
                }
            }
            assertThat(corrupt).as("damage at %d", at).isEqualTo(matters(written, batches, at));
        }
    }

    /// Whether a reader would be told something else.
    private static boolean matters(Written written, Map<Integer, List<ByteBuffer>> batches, int at) {
        for (int partition = 0; partition < batches.size(); partition++) {
            for (int i = 0; i < batches.get(partition).size(); i++) {
                int in = at - positionOf(written, partition, i);
                if (in >= 0 && in < batches.get(partition).get(i).remaining() && TestBatch.saysMoreThanItsPlace(in)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aDamagedObjectIsFetchedWholeOnceAndInPartsFromThenOn() {
        Written written = log.flush(Map.of(
                0,
                List.of(TestBatch.of(10, "a")),
                1,
                List.of(TestBatch.of(10, "x")),
                2,
                List.of(TestBatch.of(10, "z"))));
        var reader = new TestReader(log, new ReadLimits(4, 4, 0, ALL, ALL, ALL), ReadSettings.DEFAULT, ALL);
        reader.store.rot(written.key(), positionOf(written, 2, 0) + 65);

        assertThat(reader.values(0, 0)).containsExactly("a");
        assertThat(reader.store.takeReads()).hasSize(2).first().isEqualTo("all " + written.key());

        assertThat(reader.values(1, 0)).containsExactly("x");
        assertThat(reader.store.takeReads()).hasSize(1).first().asString().startsWith(written.key());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasDamagedOnItsWayIsReadOnceMore(boolean old) {
        Written written = log.flush(0, TestBatch.of(10, "a"));
        TestReader reader = readerAfter(old);
        reader.store.rotOnce(written.key(), positionOf(written, 0, 0) + 65);

        assertThat(reader.values(0, 0)).containsExactly("a");
        assertThat(reader.store.takeReads()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatStaysDamagedIsAskedForAgainInAWhile(boolean old) {
        Written written = log.flush(0, TestBatch.of(10, "a"));
        TestReader reader = readerAfter(old);
        reader.store.rot(written.key(), positionOf(written, 0, 0) + 65);
        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.Corrupt.class);
        // A recent object is read whole before.
        assertThat(reader.store.takeReads()).hasSize(old ? 2 : 3);

        log.time().advance(Duration.ofSeconds(9));
        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.Corrupt.class);
        assertThat(reader.store.takeReads()).isEmpty();

        reader.store.heal(written.key());
        log.time().advance(Duration.ofSeconds(1));
        reader.read(0, 0);
        assertThat(reader.values(0, 0)).containsExactly("a");
    }

    @Test
    void ofTwoWhoFindTheSameDamageBothReadOnceMore() {
        Written written = log.flush(0, TestBatch.of(10, "a"));
        TestReader reader = readerAfter(true);
        reader.store.rotOnce(written.key(), positionOf(written, 0, 0) + 65);
        CountDownLatch gate = reader.store.holdReads();
        var reads = new ArrayList<CompletableFuture<List<String>>>();
        for (int i = 0; i < 20; i++) {
            reads.add(new CompletableFuture<List<String>>()
                    .completeAsync(
                            () -> reader.values(0, 0),
                            task -> Thread.ofVirtual().start(task)));
        }
        reader.store.awaitReads(1);
        gate.countDown();

        assertThat(reads).allSatisfy(read -> assertThat(read.join()).containsExactly("a"));
        assertThat(reader.store.takeReads()).hasSize(2);
    }

    @Test
    void anObjectTooLargeToBeFetchedWholeIsFetchedInParts() {
        log.flush(Map.of(0, List.of(TestBatch.of(10, "a")), 1, List.of(TestBatch.of(10, "x".repeat(5000)))));
        var reader = new TestReader(log, new ReadLimits(4, 4, 0, ALL, 1000, ALL), ReadSettings.DEFAULT, ALL);

        assertThat(reader.values(0, 0)).containsExactly("a");
    }

    @Test
    void anObjectThatEndsTooEarlyIsCorrupt() {
        Written written = log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        ByteBuffer all = log.objects().readAll(written.key(), ALL);
        log.objects().delete(List.of(written.key()));
        assertThat(log.objects()
                        .create(written.key(), Payload.of(List.of(all.slice(0, positionOf(written, 0, 1) + 5)))))
                .isEqualTo(ObjectStore.CreateOutcome.CREATED);

        assertThat(readerAfter(false).read(0, 1)).isInstanceOf(PartitionRead.Corrupt.class);
        assertThat(readerAfter(true).read(0, 1)).isInstanceOf(PartitionRead.Corrupt.class);
    }

    @Test
    void aStoreThatFailsConcernsThePartitionsThatNeedIt() {
        Written failing = log.flush(0, TestBatch.of(10, "a"));
        log.flush(1, TestBatch.of(10, "x"));
        var reader = new TestReader(log);
        reader.store.fail(failing.key());

        List<PartitionRead> reads = reader.reader.read(request(ALL, position(0, 0), position(1, 0)));
        assertThat(reads.get(0)).isInstanceOf(PartitionRead.StorageFailed.class);
        assertThat(valuesOf(reads.get(1))).containsExactly("x");

        reader.store.heal(failing.key());
        assertThat(reader.values(0, 0)).containsExactly("a");
    }

    @Test
    void whatWasReadBeforeTheFailureIsAnswered() {
        log.flush(0, TestBatch.of(10, "a"));
        Written failing = log.flush(0, TestBatch.of(10, "b"));
        var reader = new TestReader(log);
        reader.store.fail(failing.key());

        assertThat(reader.values(0, 0)).containsExactly("a");
        assertThat(reader.read(0, 1)).isInstanceOf(PartitionRead.StorageFailed.class);
    }

    @Test
    void anObjectThatWasReplacedAndDeletedIsNotMissed() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        log.flush(0, TestBatch.of(10, "c"));
        log.flush(1, TestBatch.of(10, "x"));
        var reader = new TestReader(log);
        log.compact(0);

        List<PartitionRead> reads = reader.reader.read(request(ALL, position(0, 1), position(1, 0)));

        assertThat(valuesOf(reads.get(0))).containsExactly("b", "c");
        assertThat(valuesOf(reads.get(1))).containsExactly("x");
    }

    @Test
    void anEntryThatWasMovedAndTrimmedIsNotMissed() {
        log.inline(0, TestBatch.of(10, "a"));
        log.inline(0, TestBatch.of(10, "b"));
        log.inline(1, TestBatch.of(10, "x"));
        var reader = new TestReader(log);
        log.move();
        log.journal().trim(TestLog.SHARD, 1, 2);

        assertThat(reader.values(0, 0)).containsExactly("a", "b");
        assertThat(reader.values(1, 0)).containsExactly("x");
    }

    @Test
    void anObjectThatIsReallyGoneIsAStorageError() {
        Written written = log.flush(0, TestBatch.of(10, "a"));
        var reader = new TestReader(log);
        log.objects().delete(List.of(written.key()));

        assertThat(reader.read(0, 0)).isInstanceOf(PartitionRead.StorageFailed.class);
        // Once as it stood, and once more on the state of now.
        assertThat(reader.store.takeReads()).hasSize(2);
    }

    private TestReader readerAfter(boolean old) {
        if (old) {
            log.time().advance(Planner.RECENT.plus(Duration.ofSeconds(1)));
            log.flush(2, TestBatch.of(10, "now"));
        }
        return new TestReader(log);
    }

    private static int positionOf(Written written, int partition, int batch) {
        var place =
                written.encoded().object().tables().get("data-0").partitions().get(partition);
        int position = place.position();
        for (int i = 0; i < batch; i++) {
            position += place.batches().get(i).sizeBytes();
        }
        return position;
    }
}
