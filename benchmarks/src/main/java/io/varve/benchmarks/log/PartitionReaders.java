package io.varve.benchmarks.log;

import io.varve.log.ClusterLogShards;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.log.read.ReadRequest;
import io.varve.log.read.ReadSettings;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.storage.ObjectStore;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One reader for each partition, all at once, each from the log's first offset to its end.
final class PartitionReaders {

    private static final int PARTITION_BYTES = 1 << 20;
    private static final int ANSWER_BYTES = 8 << 20;
    private static final int RECORD_COUNT = RecordBatchLayout.RECORD_COUNT - RecordBatchLayout.MAGIC;

    private PartitionReaders() {}

    private interface Reader {
        Amount read(int partition);
    }

    static LogReader open(LogGround ground, ObjectCache cache) {
        var cluster = ground.cluster();
        var runs = new RunReader(
                cluster.stores().objects(),
                cluster.stores().journal(),
                cluster.clusterId(),
                cache,
                ReadLimits.DEFAULT,
                cluster.doors());
        return new LogReader(new ClusterLogShards(cluster), runs, ReadSettings.DEFAULT, cluster.doors());
    }

    /// Reads all batches as a fetch does, up to the bytes that would go into its answer.
    static Amount readLog(LogReader reader) {
        return all(partition -> {
            Amount total = Amount.NOTHING;
            long offset = 0;
            while (true) {
                var position = new FetchPosition(LogGround.partition(partition), offset, PARTITION_BYTES);
                var request = new ReadRequest(List.of(position), ANSWER_BYTES, IsolationLevel.READ_UNCOMMITTED);
                if (!(reader.read(request).getFirst() instanceof PartitionRead.Records read)) {
                    throw new IllegalStateException("offset " + offset + " of partition " + partition);
                }
                if (read.batches().isEmpty()) {
                    return total;
                }
                total = total.plus(amountOf(read.batches()));
                offset = read.batches().getLast().lastOffset() + 1;
            }
        });
    }

    /// Reads the bytes of all row groups, and nothing more.
    static void readRowGroups(LogGround ground) {
        ObjectStore store = ground.cluster().stores().objects();
        all(partition -> {
            for (Run run : runs(ground, partition)) {
                if (run.source() instanceof SegmentRef segment) {
                    String key = segment.object().key(ground.cluster().clusterId());
                    ByteBuffer bytes = store.read(key, run.position(), run.sizeBytes());
                    if (bytes.remaining() != run.sizeBytes()) {
                        throw new IllegalStateException(key + " at " + run.position());
                    }
                }
            }
            return Amount.NOTHING;
        });
    }

    static List<Run> runs(LogGround ground, int partition) {
        return ground.shard()
                .replica()
                .query(state -> state.runsFrom(LogGround.partition(partition), 0, Integer.MAX_VALUE));
    }

    private static Amount amountOf(List<ReadBatch> batches) {
        long records = 0;
        long bytes = 0;
        for (ReadBatch batch : batches) {
            records += batch.tail().getInt(batch.tail().position() + RECORD_COUNT);
            bytes += batch.sizeBytes();
        }
        return new Amount(records, bytes);
    }

    private static Amount all(Reader reader) {
        var readers = new ArrayList<Future<Amount>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LogGround.PARTITIONS; i++) {
                int partition = i;
                readers.add(threads.submit(() -> reader.read(partition)));
            }
        }
        Amount total = Amount.NOTHING;
        for (Future<Amount> each : readers) {
            try {
                total = total.plus(each.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a reader failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return total;
    }
}
