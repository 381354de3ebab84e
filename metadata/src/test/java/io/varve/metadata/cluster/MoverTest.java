package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.Payload;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MoverTest {

    private static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(0, 7), 0);
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    private final ManualDoors time = new ManualDoors();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final Cluster cluster = Cluster.open(
            new Stores(objects, new MemoryJournal(false), new ClockGuard(time)),
            new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
            time.doors());
    private final Shard<LogState, LogDraft> shard = cluster.dataShard(ShardId.data(0));
    private final Mover mover = new Mover(cluster, shard, Duration.ofMinutes(5), new Bundles(cluster));

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whatHasStayedInItsEntryLongEnoughIsMoved() {
        append("a");
        mover.moveIfDue();
        assertThat(run().source()).isNotInstanceOf(ObjectRef.class);

        time.advance(Duration.ofMinutes(5));
        mover.moveIfDue();

        assertThat(run().source()).isEqualTo(bundle(0));
    }

    /// A machine that was copied while it ran has put other bytes under the key.
    @Test
    void aBundleWhoseKeyIsTakenIsNotNamed() {
        append("a");
        objects.create(bundle(0).key(cluster.clusterId()), Payload.of(new byte[] {1, 2, 3}));
        time.advance(Duration.ofMinutes(5));

        mover.moveIfDue();

        assertThat(run().source()).isEqualTo(bundle(1));
    }

    /// Of so many runs a single MOVE would be larger than an entry may be.
    @Test
    void manySmallRunsTakeSeveralBundles() {
        int partitions = 20_000;
        appendToEach(partitions);
        time.advance(Duration.ofMinutes(5));

        mover.moveIfDue();

        assertThat(shard.replica().query(LogState::firstInlinedSequence)).isEmpty();
        assertThat(shard.replica().query(LogState::objects)).hasSize(3);
        for (int number : List.of(0, 8 * 1024, partitions - 1)) {
            var partition = new TopicIdPartition(PARTITION.topicId(), number);
            List<Run> runs = shard.replica().query(state -> state.runs(partition));
            assertThat(runs).hasSize(1);
        }
    }

    private void appendToEach(int partitions) {
        shard.proposeAndWait(new LogCommand.Open(PARTITION.topicId(), partitions, time.wallMs()));
        ByteBuffer batch = TestBatch.of(time.wallMs(), "a");
        BatchMeta meta = BatchHeader.read(batch).meta();
        for (int first = 0; first < partitions; first += 1_000) {
            var places = new ArrayList<PartitionBatches>();
            var bytes = new ArrayList<ByteBuffer>();
            for (int i = 0; i < 1_000; i++) {
                var partition = new TopicIdPartition(PARTITION.topicId(), first + i);
                places.add(new PartitionBatches(partition, i * batch.remaining(), List.of(meta)));
                bytes.add(batch.duplicate());
            }
            append(new RunTable(places), bytes);
        }
    }

    private ObjectRef bundle(long number) {
        return new ObjectRef(ObjectRef.Kind.BUNDLE, cluster.catalog().epoch(), cluster.incarnation(), number);
    }

    private Run run() {
        return shard.replica()
                .query(state -> state.runsFrom(PARTITION, 0, Integer.MAX_VALUE))
                .getFirst();
    }

    private void append(String value) {
        shard.proposeAndWait(new LogCommand.Open(PARTITION.topicId(), 1, time.wallMs()));
        ByteBuffer batch = TestBatch.of(time.wallMs(), value);
        var table = new RunTable(List.of(new PartitionBatches(
                PARTITION, 0, List.of(BatchHeader.read(batch).meta()))));
        append(table, List.of(batch));
    }

    private void append(RunTable table, List<ByteBuffer> bytes) {
        var all = new BitSet();
        all.set(0, table.batchCount());
        var verdict = new CompletableFuture<BatchVerdict>();
        shard.appender()
                .propose(new FlushProposal(
                        new FlushProposal.Body.Inline(bytes),
                        table,
                        all,
                        time.nanoTime(),
                        FlushProposal.Answers.to(verdict)));
        assertThat(verdict.join()).isInstanceOf(BatchVerdict.Accepted.class);
    }
}
