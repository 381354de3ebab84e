package io.varve.compactor;

import io.varve.core.TopicIdPartition;
import io.varve.log.ClusterLogShards;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadRequest;
import io.varve.log.read.ReadSettings;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.state.Outcome;
import io.varve.testkit.TestBatch;
import io.varve.testkit.TestConsumer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/// Transactions in the logs of a [TestCluster], what consumers get of them, and what they are to get.
///
/// A producer's transactions have one epoch, and each begins when something is said to be part of it.
public final class TransactionLog {

    private static final int CRC_POSITION = 17;
    private static final int ATTRIBUTES_POSITION = 21;
    private static final int FIRST_RECORD_POSITION = 61;

    private final TestCluster test;
    private final LogReader reader;
    private final Map<Long, Producer> producers = new HashMap<>();
    private final Map<Integer, Model> models = new HashMap<>();
    private final Map<Integer, List<ByteBuffer>> pending = new TreeMap<>();
    private boolean poison;

    private static final class Producer {
        private long number = 1;
        private final TreeSet<TopicIdPartition> begun = new TreeSet<>();
        private final Map<Integer, Integer> sequences = new HashMap<>();
    }

    /// What a partition is to have.
    private static final class Model {
        private long endOffset;
        private final TreeMap<Long, String> all = new TreeMap<>();
        private final TreeMap<Long, String> committed = new TreeMap<>();
        private final Map<Long, TreeMap<Long, String>> undecided = new HashMap<>();
    }

    public TransactionLog(TestCluster test) {
        this.test = test;
        test.createTopic(new TreeMap<>());
        var shards = new ClusterLogShards(test.cluster);
        var stores = test.cluster.stores();
        var runs = new RunReader(
                stores.objects(),
                stores.journal(),
                test.cluster.clusterId(),
                new ObjectCache(1 << 20, 1 << 20),
                ReadLimits.DEFAULT,
                test.time.doors());
        reader = new LogReader(shards, runs, ReadSettings.DEFAULT, test.time.doors());
    }

    /// Announces that the producers' transactions write to a partition.
    public void begin(int partition, long... producerIds) {
        for (long producerId : producerIds) {
            Producer producer = producers.computeIfAbsent(producerId, absent -> new Producer());
            if (producer.begun.add(TestCluster.partition(partition))) {
                apply(new TransactionCommand.Begin(
                        identity(producerId), false, producer.number, producer.begun, test.time.wallMs()));
            }
        }
    }

    /// A batch of nobody's for the next flush.
    ///
    /// @param poisoned whether nobody but [TestBatch] can read its records
    public void add(int partition, boolean poisoned, String... values) {
        add(partition, poisoned, TestBatch.of(1_000, values));
        Model model = model(partition);
        for (String value : values) {
            model.all.put(model.endOffset, value);
            model.committed.put(model.endOffset++, value);
        }
    }

    /// A batch of a producer's transaction for the next flush.
    public void addTransactional(int partition, long producerId, boolean poisoned, String... values) {
        begin(partition, producerId);
        Producer producer = producers.get(producerId);
        int sequence = producer.sequences.merge(partition, values.length, Integer::sum) - values.length;
        add(partition, poisoned, TestBatch.transactional(producerId, 0, sequence, 1_000, values));
        Model model = model(partition);
        for (String value : values) {
            model.all.put(model.endOffset, value);
            model.undecided
                    .computeIfAbsent(producerId, absent -> new TreeMap<>())
                    .put(model.endOffset++, value);
        }
    }

    private void add(int partition, boolean poisoned, ByteBuffer batch) {
        poison |= poisoned;
        pending.computeIfAbsent(partition, absent -> new ArrayList<>()).add(poisoned ? poison(batch) : batch);
    }

    /// A batch whose header and checksum are right, and whose records are none.
    public static ByteBuffer poison(ByteBuffer batch) {
        ByteBuffer poison = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
        poison.put(FIRST_RECORD_POSITION, (byte) 0x7F);
        var crc = new CRC32C();
        crc.update(poison.slice(ATTRIBUTES_POSITION, poison.remaining() - ATTRIBUTES_POSITION));
        return poison.putInt(CRC_POSITION, (int) crc.getValue());
    }

    public boolean hasPoison() {
        return poison;
    }

    /// Commits what was added in one write-ahead object.
    public void flush() {
        test.flush(Map.copyOf(pending));
        pending.clear();
    }

    /// A producer's transaction is decided, in all partitions.
    public void end(int partition, long producerId, boolean commit) {
        Producer producer = producers.get(producerId);
        apply(new TransactionCommand.Mark(identity(producerId), producer.number, commit));
        for (TopicIdPartition each : producer.begun) {
            Model model = model(each.partition());
            model.endOffset++;
            TreeMap<Long, String> decided = model.undecided.remove(producerId);
            if (commit && decided != null) {
                model.committed.putAll(decided);
            }
        }
        producer.number++;
        producer.begun.clear();
    }

    /// Has the log begin somewhere between where it does and a part of the way to its end.
    public void trim(int partition, double part) {
        LogBounds bounds = bounds(partition);
        long to = bounds.logStartOffset() + (long) ((bounds.highWatermark() - bounds.logStartOffset()) * part / 3);
        if (to > bounds.logStartOffset()) {
            apply(new LogCommand.TrimLog(TestCluster.partition(partition), to));
            Model model = model(partition);
            model.all.headMap(to).clear();
            model.committed.headMap(to).clear();
            model.undecided.values().forEach(undecided -> undecided.headMap(to).clear());
        }
    }

    /// All records that were written, by offset.
    public NavigableMap<Long, String> all(int partition) {
        return model(partition).all;
    }

    /// All records that are committed, by offset, also behind the beginning of an open transaction.
    public NavigableMap<Long, String> committed(int partition) {
        return model(partition).committed;
    }

    public LogBounds bounds(int partition) {
        return test.shard
                .replica()
                .query(state -> state.bounds(TestCluster.partition(partition)))
                .orElseThrow();
    }

    /// A consumer that has read from an offset on to where it gets nothing more.
    public TestConsumer consume(int partition, boolean committed, long offset, int maxBytes) {
        var consumer = new TestConsumer(committed, offset);
        PartitionRead.Records read = read(partition, committed, offset, maxBytes);
        while (!read.batches().isEmpty()) {
            long before = consumer.position();
            consumer.take(
                    read.copy(),
                    read.aborted().stream()
                            .map(aborted -> new TestConsumer.Aborted(aborted.producerId(), aborted.firstOffset()))
                            .toList());
            if (consumer.position() == before) {
                throw new AssertionError("a consumer does not get on from " + before);
            }
            read = read(partition, committed, consumer.position(), maxBytes);
        }
        return consumer;
    }

    public PartitionRead.Records read(int partition, boolean committed, long offset, int maxBytes) {
        var position = new FetchPosition(TestCluster.partition(partition), offset, maxBytes);
        var level = committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
        return (PartitionRead.Records)
                reader.read(new ReadRequest(List.of(position), maxBytes, level)).getFirst();
    }

    private Model model(int partition) {
        return models.computeIfAbsent(partition, absent -> new Model());
    }

    private void apply(Command command) {
        Outcome outcome = test.shard.proposeAndWait(command);
        if (!outcome.changes()) {
            throw new IllegalStateException(command + " came to " + outcome);
        }
    }

    private static ProducerIdAndEpoch identity(long producerId) {
        return new ProducerIdAndEpoch(producerId, (short) 0);
    }
}
