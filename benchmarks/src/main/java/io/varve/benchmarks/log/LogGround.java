package io.varve.benchmarks.log;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.uri.JournalUri;
import io.varve.metadata.journal.uri.Journals;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.storage.decorator.MeteredObjectStore;
import io.varve.storage.decorator.RetryPolicy;
import io.varve.storage.decorator.RetryingObjectStore;
import io.varve.storage.decorator.StoreMeter;
import io.varve.testkit.MinioServer;
import io.varve.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A cluster with one topic, in stores of its own, as one process sees it. Its clock can be put forward.
final class LogGround implements AutoCloseable {

    static final TopicId TOPIC = new TopicId(0, 7);
    static final int PARTITIONS = 8;

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final StoreMeter meter = new StoreMeter();
    private final AtomicLong aheadMs = new AtomicLong();
    private final ObjectStore objects;
    private final Journal journal;
    private final Cluster cluster;
    private final AutoCloseable place;

    private LogGround(String storeUri, String journalUri, AutoCloseable place) {
        this.place = place;
        Doors machine = SystemDoors.open(CrashPoints.OFF);
        var clock = new ForwardClock(machine.clock(), aheadMs);
        var doors = new Doors(clock, machine.timers(), machine.threads(), machine.entropy(), machine.crashPoints());
        ObjectStore backend = ObjectStores.open(storeUri, doors, ServerClock.IGNORED);
        objects = new RetryingObjectStore(new MeteredObjectStore(backend, meter), doors, RetryPolicy.DEFAULT);
        // What the journal writes is not among the counts, wherever it lies.
        journal = new Journals(doors, ServerClock.IGNORED, backend).open(JournalUri.parse(journalUri));
        cluster = Cluster.open(
                new Stores(objects, journal, new ClockGuard(clock)),
                new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
                doors);
        shard().proposeAndWait(new LogCommand.Open(TOPIC, PARTITIONS, clock.wallMs()));
        cluster.meta()
                .proposeAndWait(
                        new CatalogCommand.CreateTopic("bench", TOPIC, PARTITIONS, shard().id(), new TreeMap<>()));
    }

    /// The machine's clock, some time ahead.
    private record ForwardClock(Clock machine, AtomicLong aheadMs) implements Clock {

        @Override
        public long wallMs() {
            return machine.wallMs() + aheadMs.get();
        }

        @Override
        public long nanoTime() {
            return machine.nanoTime();
        }
    }

    /// A folder, which goes when it is closed.
    static LogGround embedded() {
        Path folder = ServerProcess.newFolder("bench-log");
        String uri = "file:" + folder;
        return new LogGround(uri, uri, () -> delete(folder));
    }

    /// A bucket, which holds the journal too.
    ///
    /// @param minio stays the caller's
    static LogGround in(MinioServer minio, String bucket) {
        minio.createBucket(bucket);
        return new LogGround("minio://" + bucket + "?endpoint=" + minio.endpoint(), "store:", () -> {});
    }

    Cluster cluster() {
        return cluster;
    }

    Shard<LogState, LogDraft> shard() {
        return cluster.dataShard(ShardId.data(0));
    }

    /// What was asked of the object store so far.
    StoreMeter.Counts requests() {
        return meter.counts();
    }

    /// From now on it is so much later.
    void pass(Duration time) {
        aheadMs.addAndGet(time.toMillis());
    }

    static TopicIdPartition partition(int number) {
        return new TopicIdPartition(TOPIC, number);
    }

    @Override
    public void close() throws Exception {
        cluster.close();
        journal.close();
        objects.close();
        place.close();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
