package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Eight producers with five batches in flight, through two nodes that race for the same entries over stores that fail.
class TwoNodesTest {

    private static final int PRODUCERS = 8;
    private static final int PARTITIONS = 2;
    private static final int BATCHES = 60;
    private static final long SEED = Long.getLong("test.seed", 20_260_101);

    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final Linger LINGER =
            new Linger(new FlushRate(500, 5), Duration.ZERO, Duration.ofMillis(5), 1 << 20);

    private final MemoryObjectStore objects = new MemoryObjectStore(DOORS.clock());
    private final MemoryJournal journal = new MemoryJournal(true);

    @Test
    @Timeout(60)
    void everyAcknowledgedBatchIsInTheLogOnceAndInItsProducersOrder() throws Exception {
        try (Cluster first = open(0);
                Cluster second = open(1)) {
            first.dataShard(TestBatches.SHARD)
                    .proposeAndWait(new LogCommand.Open(
                            TestBatches.TOPIC, PARTITIONS, DOORS.clock().wallMs()));
            List<WritePath> nodes = List.of(path(first, 1, 8 * 100), path(second, 2, 0));

            List<List<Long>> offsets = produce(nodes);

            for (List<Long> ofProducer : offsets) {
                assertThat(ofProducer).as("seed %d", SEED).isSorted().doesNotHaveDuplicates();
            }
            try (Cluster reader = open(objects, journal)) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    assertContiguous(reader, partition, offsets);
                }
            }
        }
    }

    private static void assertContiguous(Cluster cluster, int partition, List<List<Long>> offsets) {
        List<Long> acknowledged = IntStream.range(0, PRODUCERS)
                .filter(producer -> producer % PARTITIONS == partition)
                .mapToObj(offsets::get)
                .flatMap(List::stream)
                .sorted()
                .toList();
        long highWatermark = cluster.dataShard(TestBatches.SHARD)
                .replica()
                .query(state -> state.bounds(new TopicIdPartition(TestBatches.TOPIC, partition))
                        .orElseThrow()
                        .highWatermark());

        assertThat(acknowledged)
                .as("seed %d", SEED)
                .containsExactlyElementsOf(LongStream.range(0, highWatermark / 10)
                        .mapToObj(batch -> batch * 10)
                        .toList());
    }

    private static List<List<Long>> produce(List<WritePath> nodes) throws InterruptedException, ExecutionException {
        var results = new ArrayList<CompletableFuture<List<Long>>>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            var result = new CompletableFuture<List<Long>>();
            var sender = new TestProducer(1_000 + producer, producer % PARTITIONS, nodes);
            Thread.ofVirtual().start(() -> {
                try {
                    result.complete(sender.send(BATCHES));
                } catch (InterruptedException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
            results.add(result);
        }
        var offsets = new ArrayList<List<Long>>();
        for (CompletableFuture<List<Long>> result : results) {
            offsets.add(result.get());
        }
        return offsets;
    }

    private Cluster open(int node) {
        FaultyJournal flaky = FaultyJournal.seeded(journal, SEED + node, 10);
        // A node does not start over a store that fails.
        flaky.next(Fault.NONE, Fault.NONE)
                .nextReads(Collections.nCopies(20, Fault.NONE).toArray(Fault[]::new));
        return open(new FlakyStore(objects, SEED + node), flaky);
    }

    private static Cluster open(ObjectStore objects, Journal journal) {
        return Cluster.open(
                new Stores(objects, journal, new ClockGuard(DOORS.clock())),
                new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
                DOORS);
    }

    private static WritePath path(Cluster cluster, int nodeId, int inlineMaxBytes) {
        return WritePath.of(
                cluster,
                () -> nodeId,
                UploadListener.NONE,
                new WriteSettings(LINGER, new Inlining(inlineMaxBytes, 300), 4));
    }
}
