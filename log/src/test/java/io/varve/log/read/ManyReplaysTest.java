package io.varve.log.read;

import static io.varve.log.TestReader.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestCompactor;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.segment.SegmentSettings;
import io.varve.testkit.TestBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Replays of many partitions with less memory than their row groups take.
class ManyReplaysTest {

    private static final int PARTITIONS = 12;
    private static final int BATCHES = 20;
    private static final int MIB = 1 << 20;
    private static final int CACHE_BYTES = 64 * MIB;
    private static final int RESPONSE_BYTES = 50 * MIB;

    private final TestLog log = new TestLog(PARTITIONS + 1);

    /// Of all partitions, one row group each, which takes 20 MiB decoded and an eighth of that stored.
    private final List<TestCompactor.Segment> segments = new ArrayList<>();

    ManyReplaysTest() {
        var compactor = new TestCompactor(log, new SegmentSettings(1 << 30, 1));
        var random = new Random(3);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < BATCHES; i++) {
                String part = random.ints(MIB / 8 - 100, ' ', '~')
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
                log.flush(partition, TestBatch.of(10, part.repeat(8)));
            }
            segments.add(compactor.compact(partition));
        }
        log.time().advance(Planner.RECENT.plusSeconds(1));
        log.flush(PARTITIONS, TestBatch.of(10, "now"));
    }

    /// As Kafka's consumer asks: for a MiB of each, and the partitions that were answered go to the end.
    @Test
    void aConsumerOfManyPartitionsHasEachRowGroupBroughtInAboutOnce() {
        TestReader reader = reader();
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            offsets.put(partition, 0L);
        }
        while (!offsets.isEmpty()) {
            List<Integer> asked = List.copyOf(offsets.keySet());
            List<PartitionRead> reads = reader.reader.read(TestReader.request(
                    RESPONSE_BYTES,
                    asked.stream()
                            .map(partition -> position(partition, offsets.get(partition)))
                            .toArray(FetchPosition[]::new)));
            boolean moved = false;
            for (int i = 0; i < asked.size(); i++) {
                List<ReadBatch> batches = ((PartitionRead.Records) reads.get(i)).batches();
                if (!batches.isEmpty()) {
                    long next = batches.getLast().lastOffset() + 1;
                    offsets.remove(asked.get(i));
                    if (next < BATCHES) {
                        offsets.put(asked.get(i), next);
                    }
                    moved = true;
                }
            }
            assertThat(moved).isTrue();
            assertThat(reader.cache.sizeBytes()).isLessThanOrEqualTo(CACHE_BYTES);
        }

        long stored = segments.stream()
                .mapToLong(segment -> segment.ref().footer().objectSizeBytes())
                .sum();
        assertThat(readBytes(reader)).isLessThanOrEqualTo(2 * stored);
    }

    @Test
    void requestsAtOnceWaitForEachOtherWhereMemoryIsShort() {
        TestReader reader = reader();
        CountDownLatch gate = reader.store.holdReads();
        var reads = new ArrayList<CompletableFuture<PartitionRead>>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int each = partition;
            reads.add(new CompletableFuture<PartitionRead>()
                    .completeAsync(
                            () -> reader.read(each, 0),
                            task -> Thread.ofVirtual().start(task)));
        }
        reader.store.awaitReads(3);
        List<String> begun = reader.store.takeReads();
        gate.countDown();

        // Three of 20 MiB are what 64 MiB hold.
        assertThat(begun).hasSize(3);
        assertThat(reads)
                .allSatisfy(read -> assertThat(TestReader.valuesOf(read.join())).hasSize(1));
    }

    private TestReader reader() {
        return new TestReader(log, ReadLimits.DEFAULT, ReadSettings.DEFAULT, 0, CACHE_BYTES);
    }

    private static long readBytes(TestReader reader) {
        return reader.store.takeReads().stream()
                .mapToLong(read -> Long.parseLong(read.substring(read.lastIndexOf('+') + 1)))
                .sum();
    }
}
