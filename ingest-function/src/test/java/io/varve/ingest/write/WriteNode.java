package io.varve.ingest.write;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.ObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A node that can write, over stores that the test gives it, under a clock that the test moves.
final class WriteNode implements AutoCloseable {

    /// Out of reach of a test that lets time pass until something has happened.
    static final Duration TIMEOUT = Duration.ofDays(1);

    static final int MAX_UPLOADS = 3;

    /// Without inlining, so that every flush is an upload.
    static final WriteSettings UPLOADING = new WriteSettings(Linger.EMBEDDED, new Inlining(0, 0), MAX_UPLOADS);

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    final ManualDoors time;
    final HeldStore store;
    final FaultyJournal journal;
    final Cluster cluster;
    final WritePath path;

    /// How often each crash point was reached, in order.
    final List<CrashPoint> reached = new CopyOnWriteArrayList<>();

    /// The shards of the proposals, in the order in which they were made.
    final List<ShardId> proposals = new CopyOnWriteArrayList<>();

    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    private WriteNode(ObjectStore objects, Journal entries, int dataShards, WriteSettings settings, ManualDoors time) {
        this.time = time;
        store = new HeldStore(objects);
        journal = FaultyJournal.over(entries);
        Doors machine = time.doors();
        var doors = new Doors(
                machine.clock(),
                machine.timers(),
                (name, task) -> {
                    Thread thread = machine.threads().start(name, task);
                    threads.put(name, thread);
                    return thread;
                },
                machine.entropy(),
                reached::add);
        cluster = Cluster.open(
                new Stores(store, journal, new ClockGuard(doors.clock())),
                new ClusterSettings(new ShardCounts(dataShards, 1), PACE, UpkeepSettings.DEFAULT),
                doors);
        path = new WritePath(
                new WritePath.Parts(
                        new Writer(cluster.clusterId(), () -> 1, cluster.incarnation()),
                        store,
                        new WatchedShards(new ClusterDataShards(cluster)),
                        () -> cluster.catalog().epoch(),
                        UploadListener.NONE,
                        doors),
                settings);
    }

    static WriteNode open(ObjectStore objects, Journal entries, WriteSettings settings) {
        return new WriteNode(objects, entries, 1, settings, new ManualDoors());
    }

    static WriteNode open(ObjectStore objects, Journal entries, int dataShards, WriteSettings settings) {
        return new WriteNode(objects, entries, dataShards, settings, new ManualDoors());
    }

    private final class WatchedShards implements DataShards {

        private final DataShards shards;

        WatchedShards(DataShards shards) {
            this.shards = shards;
        }

        @Override
        public void propose(ShardId shard, FlushProposal proposal) {
            proposals.add(shard);
            shards.propose(shard, proposal);
        }

        @Override
        public boolean knowsProducer(ShardId shard, TopicIdPartition partition, long producerId) {
            return shards.knowsProducer(shard, partition, producerId);
        }
    }

    /// Lets the test topic take records.
    WriteNode openTopic(int partitions) {
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            shard.proposeAndWait(new LogCommand.Open(TestBatches.TOPIC, partitions, time.wallMs()));
        }
        return this;
    }

    PendingAppend append(IncomingBatch... batches) {
        return path.append(List.of(batches), TIMEOUT);
    }

    /// Waits until the upload of a flush has ended, and whatever it lets through has been proposed.
    ///
    /// @param number of the flush, the first is 1
    void awaitUpload(int number) {
        try {
            Objects.requireNonNull(threads.get("flush-" + number)).join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    LogBounds bounds(int partition) {
        return state(partition).bounds();
    }

    List<Run> runs(int partition) {
        return state(partition).runs();
    }

    private record PartitionView(LogBounds bounds, List<Run> runs) {}

    private PartitionView state(int partition) {
        var id = new TopicIdPartition(TestBatches.TOPIC, partition);
        return cluster.dataShard(TestBatches.SHARD)
                .replica()
                .query(state ->
                        new PartitionView(state.bounds(id).orElseThrow(), state.runsFrom(id, 0, Integer.MAX_VALUE)));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
