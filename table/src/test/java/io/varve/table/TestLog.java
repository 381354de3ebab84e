package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.log.TopicSegment;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.types.Types.NestedField;

/// A cluster whose topics have segments: objects of a few bytes, of which the state says what it would of real ones.
public final class TestLog implements AutoCloseable {

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final int BATCH_BYTES = 100;

    /// Numbers of objects, which in these tests no two nodes may give twice.
    private static long nextNumber = 1_000;

    public final ObjectStore objects;
    public final Cluster cluster;
    public final Warehouse warehouse;
    private long flushes;

    /// Shards that this incarnation has written to.
    private final Set<ShardId> begun = new HashSet<>();

    public TestLog(ObjectStore objects, Journal journal, String location, ManualDoors time) {
        this(objects, journal, location, time, ShardCounts.DEFAULT);
    }

    TestLog(ObjectStore objects, Journal journal, String location, ManualDoors time, ShardCounts shards) {
        this.objects = objects;
        this.cluster = Cluster.open(
                new Stores(objects, journal, new ClockGuard(time)),
                new ClusterSettings(shards, PACE, UpkeepSettings.DEFAULT),
                time.doors());
        this.warehouse = new Warehouse(location, cluster.clusterId());
    }

    public Topic topic(String name, int partitions) {
        return topic(name, partitions, new TreeMap<>());
    }

    public Topic topic(String name, int partitions, SortedMap<String, String> configs) {
        assertThat(new TopicOperations(cluster).create(name, partitions, configs))
                .isInstanceOf(Outcome.Applied.class);
        return cluster.catalog().topic(name).orElseThrow();
    }

    public StoreFileIO files() {
        return new StoreFileIO(objects, warehouse);
    }

    /// The data files of the present snapshot.
    public List<String> liveFiles(TableMetadata metadata) {
        return new TableFiles(cluster, warehouse)
                .live(metadata).stream().map(DataFile::location).toList();
    }

    public Publisher publisher(PublishSettings settings) {
        return new Publisher(cluster, warehouse, new NewObjects(cluster), settings);
    }

    /// Appends records, which stay in an object of the write-ahead log.
    public void append(Topic topic, int partition, int records) {
        var batch = new BatchMeta(records, BATCH_BYTES, 1_000, (short) 0, -1, (short) -1, -1);
        var table = new RunTable(List.of(new PartitionBatches(id(topic, partition), 64, List.of(batch))));
        assertThat(shard(topic)
                        .proposeAndWait(new LogCommand.Flush(
                                new FlushId(cluster.incarnation(), flushes++, begun.add(topic.shard())),
                                object(ObjectRef.Kind.WAL),
                                table)))
                .isInstanceOf(Outcome.Flushed.class);
    }

    /// Appends records and makes a segment of them.
    public SegmentRef segment(Topic topic, int partition, int records) {
        long base = highWatermark(topic, partition);
        append(topic, partition, records);
        return compact(topic, partition, base, base + records);
    }

    /// Makes one segment with a row for every offset of what lies between two offsets.
    public SegmentRef compact(Topic topic, int partition, long base, long end) {
        return compact(topic, partition, base, end, end - base);
    }

    public SegmentRef compact(Topic topic, int partition, long base, long end, long rows) {
        List<Run> runs =
                shard(topic)
                        .replica()
                        .query(state -> state.runsFrom(id(topic, partition), base, Integer.MAX_VALUE))
                        .stream()
                        .filter(run -> run.baseOffset() < end)
                        .toList();
        var segment = new SegmentRef(
                object(ObjectRef.Kind.SEGMENT),
                new FooterPlace(900, 100, 1),
                new SegmentStats(rows, base, end - 1, 1_000, 2_000, 0, 0, 3_000, 4_000));
        objects.create(segment.object().key(cluster.clusterId()), Payload.of(new byte[] {1}));
        List<ObjectRef> inputs = runs.stream()
                .map(run -> run.source() instanceof SegmentRef old ? old.object() : (ObjectRef) run.source())
                .distinct()
                .toList();
        // Two row groups, where there are offsets enough.
        long middle = (base + end) / 2;
        List<LogCommand.CompactedRun> outputs = middle == base
                ? List.of(new LogCommand.CompactedRun(end, segment, 4, 800, 1_000, 5))
                : List.of(
                        new LogCommand.CompactedRun(middle, segment, 4, 400, 1_000, 5),
                        new LogCommand.CompactedRun(end, segment, 404, 400, 1_000, 5));
        assertThat(shard(topic)
                        .proposeAndWait(new LogCommand.Compact(id(topic, partition), base, end, inputs, outputs)))
                .isInstanceOf(Outcome.Applied.class);
        return segment;
    }

    public void trim(Topic topic, int partition, long logStartOffset) {
        assertThat(shard(topic).proposeAndWait(new LogCommand.TrimLog(id(topic, partition), logStartOffset)))
                .isInstanceOf(Outcome.Applied.class);
    }

    /// Adds a column to a topic's table, as a later version would.
    public void addColumn(Topic topic, NestedField column) {
        var table = new JournalTable(cluster, warehouse, new NewObjects(cluster), topic.id());
        Transaction change = Transactions.newTransaction(topic.name(), table);
        new LaterColumns(List.of(column)).addTo(change);
        change.commitTransaction();
    }

    public void tick() {
        cluster.meta().proposeAndWait(new CatalogCommand.Tick(cluster.catalog().epoch() + 1));
    }

    public List<TopicSegment> segments(Topic topic) {
        return shard(topic).replica().query(state -> state.segments(topic.id()));
    }

    public long appliedSequence(Topic topic) {
        return shard(topic).replica().appliedSequence();
    }

    private long highWatermark(Topic topic, int partition) {
        return shard(topic)
                .replica()
                .query(state -> state.bounds(id(topic, partition)))
                .orElseThrow()
                .highWatermark();
    }

    private Shard<LogState, LogDraft> shard(Topic topic) {
        return cluster.shardOf(topic);
    }

    private ObjectRef object(ObjectRef.Kind kind) {
        return new ObjectRef(kind, cluster.catalog().epoch(), cluster.incarnation(), nextNumber++);
    }

    private static TopicIdPartition id(Topic topic, int partition) {
        return new TopicIdPartition(topic.id(), partition);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
