package io.varve.log;

import io.varve.core.TopicId;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogOffsets;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.PositionChecks;
import io.varve.log.read.ReadRequest;
import io.varve.log.read.ReadSettings;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.testkit.TestBatch;
import io.varve.testkit.TestConsumer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A node that reads a [TestLog]. Its replica follows only when it is told to, or when the reader does.
public final class TestReader {

    public static final int ALL = 1 << 20;

    private static final int CACHE_BYTES = 16 * 1024 * 1024;

    public final TestStore store;
    public final TestJournal journal;
    public final ObjectCache cache;
    public final LogShard shard;
    public final LogReader reader;
    public final LogOffsets offsets;
    public final PositionChecks checks;
    public final AtomicInteger demands = new AtomicInteger();

    public TestReader(TestLog log) {
        this(log, ReadLimits.DEFAULT, ReadSettings.DEFAULT, CACHE_BYTES);
    }

    public TestReader(TestLog log, ReadLimits limits, ReadSettings settings, long cacheBytes) {
        this(log, limits, settings, cacheBytes, cacheBytes);
    }

    public TestReader(TestLog log, ReadLimits limits, ReadSettings settings, long hotBytes, long coldBytes) {
        store = new TestStore(log.objects);
        journal = new TestJournal(log.journal);
        cache = new ObjectCache(hotBytes, coldBytes);
        var replica = log.replica(journal, store);
        shard = new LogShard(replica, demands::incrementAndGet);
        var shards = new OneShard(shard);
        var runs = new RunReader(store, journal, TestLog.CLUSTER, cache, limits, log.time.doors());
        replica.open();
        reader = new LogReader(shards, runs, settings, log.time.doors());
        offsets = new LogOffsets(shards, runs, settings.maxRowGroupBytes());
        checks = new PositionChecks(shards);
        store.takeReads();
        journal.takeReads();
    }

    private record OneShard(LogShard shard) implements LogShards {

        @Override
        public Optional<LogShard> of(TopicId topicId) {
            return topicId.high() == TestLog.TOPIC.high() ? Optional.of(shard) : Optional.empty();
        }

        @Override
        public Collection<LogShard> all() {
            return List.of(shard);
        }
    }

    /// Brings the replica to the tail, as its tailer would.
    public TestReader follow() {
        shard.replica().refresh();
        journal.takeReads();
        return this;
    }

    public PartitionRead read(int partition, long offset) {
        return read(partition, offset, ALL);
    }

    public PartitionRead read(int partition, long offset, int maxBytes) {
        return reader.read(request(maxBytes, position(partition, offset))).getFirst();
    }

    /// The values of the records from an offset on.
    public List<String> values(int partition, long offset) {
        return valuesOf(read(partition, offset));
    }

    public static List<String> valuesOf(PartitionRead read) {
        return records(read).stream().map(TestBatch.Read::value).toList();
    }

    public static List<TestBatch.Read> records(PartitionRead read) {
        if (read instanceof PartitionRead.Records records) {
            return TestBatch.records(records.copy());
        }
        throw new AssertionError("no records but " + read);
    }

    public static FetchPosition position(int partition, long offset) {
        return new FetchPosition(TestLog.partition(partition), offset, ALL);
    }

    public static ReadRequest request(int maxBytes, FetchPosition... positions) {
        return new ReadRequest(Arrays.asList(positions), maxBytes, IsolationLevel.READ_UNCOMMITTED);
    }

    /// Reads what is committed.
    public PartitionRead.Records readCommitted(int partition, long offset, int maxBytes) {
        var request = new ReadRequest(List.of(position(partition, offset)), maxBytes, IsolationLevel.READ_COMMITTED);
        return (PartitionRead.Records) reader.read(request).getFirst();
    }

    /// What a consumer of committed records has got when it is at the end of what there is of them.
    public TestConsumer consumeCommitted(int partition, long offset, int maxBytes) {
        var consumer = new TestConsumer(true, offset);
        PartitionRead.Records read = readCommitted(partition, offset, maxBytes);
        while (!read.batches().isEmpty()) {
            long before = consumer.position();
            consumer.take(read.copy(), aborted(read));
            if (consumer.position() == before) {
                throw new AssertionError("a consumer does not get on from " + before);
            }
            read = readCommitted(partition, consumer.position(), maxBytes);
        }
        return consumer;
    }

    public static List<TestConsumer.Aborted> aborted(PartitionRead.Records read) {
        return read.aborted().stream()
                .map(transaction -> new TestConsumer.Aborted(transaction.producerId(), transaction.firstOffset()))
                .toList();
    }

    public List<PartitionRead> fetch(int minBytes, Duration maxWait, FetchPosition... positions) {
        return reader.fetch(request(ALL, positions), minBytes, maxWait);
    }
}
