package io.varve.compactor;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.BatchVerdict;
import io.varve.segment.batch.BatchClosing;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentReader;
import io.varve.storage.Payload;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.decorator.MeteredObjectStore;
import io.varve.storage.decorator.StoreMeter;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// A cluster in memory with one topic, whose flushes are made by hand.
public final class TestCluster implements AutoCloseable {

    public static final TopicId TOPIC = new TopicId(0, 7);

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    public final ManualDoors time = new ManualDoors();
    public final MemoryObjectStore memory = new MemoryObjectStore(time);
    public final StoreMeter meter = new StoreMeter();
    public final HookedStore objects = new HookedStore(new MeteredObjectStore(memory, meter));
    public final Cluster cluster;
    public final Shard<LogState, LogDraft> shard;
    private long nextObject;

    public TestCluster(int partitions) {
        cluster = Cluster.open(
                new Stores(objects, new MemoryJournal(false), new ClockGuard(time)),
                new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
                time.doors());
        shard = cluster.dataShard(ShardId.data(0));
        shard.proposeAndWait(new LogCommand.Open(TOPIC, partitions, time.wallMs()));
    }

    /// Has the catalog know the topic, with configs.
    public void createTopic(SortedMap<String, String> configs) {
        cluster.meta().proposeAndWait(new CatalogCommand.CreateTopic("orders", TOPIC, 1, shard.id(), configs));
    }

    public static TopicIdPartition partition(int number) {
        return new TopicIdPartition(TOPIC, number);
    }

    /// Commits batches in one write-ahead object.
    public ObjectRef flush(Map<Integer, List<ByteBuffer>> batches) {
        var object = new ObjectRef(ObjectRef.Kind.WAL, cluster.catalog().epoch(), cluster.incarnation(), nextObject++);
        var bodies = new ArrayList<PartitionBody>();
        new TreeMap<>(batches).forEach((number, ofPartition) -> {
            List<BatchMeta> metas = ofPartition.stream()
                    .map(batch -> BatchHeader.read(batch).meta())
                    .toList();
            bodies.add(new PartitionBody(partition(number), metas, ofPartition));
        });
        var header = new WalHeader(1, cluster.clusterId(), object.writer(), object.epoch(), object.number());
        WalObject.Encoded encoded =
                WalObject.encode(header, List.of(new ShardBody(shard.id().name(), bodies)));
        objects.create(object.key(cluster.clusterId()), encoded.payload());
        var table = encoded.object().tables().get(shard.id().name());
        var all = new BitSet();
        all.set(0, table.batchCount());
        var decided = new CompletableFuture<BatchVerdict>();
        shard.appender()
                .propose(new FlushProposal(
                        new FlushProposal.Body.InObject(
                                object, encoded.tableRanges().get(shard.id().name())),
                        table,
                        all,
                        time.nanoTime(),
                        FlushProposal.Answers.to(decided)));
        if (!(decided.join() instanceof BatchVerdict.Accepted)) {
            throw new IllegalStateException("a flush came to " + decided.join());
        }
        return object;
    }

    /// All records of a partition, as a reader finds them.
    public List<TestBatch.Read> records(int number) {
        return batches(number).stream()
                .flatMap(batch -> TestBatch.records(batch).stream())
                .toList();
    }

    /// All batches of a partition, with their places in the log.
    public List<ByteBuffer> batches(int number) {
        return runs(number).stream().flatMap(run -> batches(run).stream()).toList();
    }

    /// The batches of a run, with their places in the log.
    public List<ByteBuffer> batches(Run run) {
        return switch (run.source()) {
            case ObjectRef object -> placed(run, read(object, run.position(), run.sizeBytes()));
            case SegmentRef segment -> {
                FooterPlace place = segment.footer();
                SegmentFooter footer =
                        SegmentFooter.parse(place, read(segment.object(), place.position(), place.length()));
                yield SegmentReader.read(
                                footer, run.position(), read(segment.object(), run.position(), run.sizeBytes()))
                        .stream()
                        .map(BatchClosing::close)
                        .toList();
            }
            case NoRecords _, EndMarker _ -> List.of();
            case InlineRef inline -> throw new IllegalStateException("a test has no " + inline);
        };
    }

    private static List<ByteBuffer> placed(Run run, ByteBuffer stored) {
        ByteBuffer bytes =
                ByteBuffer.allocate(stored.remaining()).put(stored.duplicate()).flip();
        var batches = new ArrayList<ByteBuffer>();
        long offset = run.baseOffset();
        for (int at = 0; at < bytes.capacity(); ) {
            BatchHeader header = BatchHeader.read(bytes.slice(at, bytes.capacity() - at));
            bytes.putLong(at, offset);
            batches.add(bytes.slice(at, header.sizeBytes()));
            offset += header.lastOffsetDelta() + 1;
            at += header.sizeBytes();
        }
        return batches;
    }

    private ByteBuffer read(ObjectRef object, int position, int length) {
        return memory.read(object.key(cluster.clusterId()), position, length);
    }

    public List<Run> runs(int number) {
        return shard.replica().query(state -> state.runsFrom(partition(number), 0, Integer.MAX_VALUE));
    }

    public int sizeBytes(ObjectRef object) {
        return memory.readAll(object.key(cluster.clusterId()), Integer.MAX_VALUE)
                .remaining();
    }

    /// Flips a bit of a byte in the store.
    public void flipBit(ObjectRef object, int position, int bit) {
        String key = object.key(cluster.clusterId());
        ByteBuffer bytes = memory.readAll(key, Integer.MAX_VALUE);
        byte[] flipped = new byte[bytes.remaining()];
        bytes.duplicate().get(flipped);
        flipped[position] ^= (byte) (1 << bit);
        memory.delete(List.of(key));
        memory.create(key, Payload.of(flipped));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
