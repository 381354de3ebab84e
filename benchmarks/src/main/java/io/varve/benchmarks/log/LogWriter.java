package io.varve.benchmarks.log;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.Payload;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.RunTable;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// Writes and commits write-ahead objects as an ingest node does under load, without any producers. Not thread-safe.
final class LogWriter {

    private static final int OBJECT_BYTES = 4 << 20;
    private static final long SEED = 1;
    private static final int FORMAT_VERSION = 1;

    private final LogGround ground;
    private final JsonBatches fresh = new JsonBatches(SEED);
    private long objects;
    private long batches;
    private long batchBytes;

    LogWriter(LogGround ground) {
        this.ground = ground;
    }

    /// Writes until the log holds at least so many bytes of values.
    ///
    /// @param written gets each object once it is committed
    void writeUpTo(long valueBytes, BiConsumer<ObjectRef, Payload> written) {
        while (valueBytes() < valueBytes) {
            writeObject(written, valueBytes);
        }
    }

    long objects() {
        return objects;
    }

    long records() {
        return batches * JsonBatches.RECORDS;
    }

    long valueBytes() {
        return batches * JsonBatches.BATCH_VALUE_BYTES;
    }

    /// The batches as they are stored.
    long batchBytes() {
        return batchBytes;
    }

    private void writeObject(BiConsumer<ObjectRef, Payload> written, long maxValueBytes) {
        var ofPartitions = new ArrayList<List<ByteBuffer>>();
        for (int partition = 0; partition < LogGround.PARTITIONS; partition++) {
            ofPartitions.add(new ArrayList<>());
        }
        long nowMs = ground.cluster().doors().clock().wallMs();
        long bytes = 0;
        while (bytes < OBJECT_BYTES && valueBytes() < maxValueBytes) {
            for (List<ByteBuffer> ofPartition : ofPartitions) {
                ByteBuffer batch = fresh.next(nowMs);
                ofPartition.add(batch);
                bytes += batch.remaining();
                batches++;
            }
        }
        batchBytes += bytes;
        var bodies = new ArrayList<PartitionBody>();
        for (int partition = 0; partition < LogGround.PARTITIONS; partition++) {
            List<BatchMeta> metas = ofPartitions.get(partition).stream()
                    .map(batch -> BatchHeader.read(batch).meta())
                    .toList();
            bodies.add(new PartitionBody(LogGround.partition(partition), metas, ofPartitions.get(partition)));
        }
        commit(bodies, written);
    }

    private void commit(List<PartitionBody> bodies, BiConsumer<ObjectRef, Payload> written) {
        var cluster = ground.cluster();
        var object = new ObjectRef(ObjectRef.Kind.WAL, cluster.catalog().epoch(), cluster.incarnation(), objects++);
        String shard = ground.shard().id().name();
        var header =
                new WalHeader(FORMAT_VERSION, cluster.clusterId(), object.writer(), object.epoch(), object.number());
        WalObject.Encoded encoded = WalObject.encode(header, List.of(new ShardBody(shard, bodies)));
        cluster.stores().objects().create(object.key(cluster.clusterId()), encoded.payload());
        RunTable table = Objects.requireNonNull(encoded.object().tables().get(shard));
        var place = Objects.requireNonNull(encoded.tableRanges().get(shard));
        var wanted = new BitSet();
        wanted.set(0, table.batchCount());
        var decided = new CompletableFuture<BatchVerdict>();
        ground.shard()
                .appender()
                .propose(new FlushProposal(
                        new FlushProposal.Body.InObject(object, place),
                        table,
                        wanted,
                        cluster.doors().clock().nanoTime(),
                        FlushProposal.Answers.to(decided)));
        if (!(decided.join() instanceof BatchVerdict.Accepted)) {
            throw new IllegalStateException("a flush came to " + decided.join());
        }
        written.accept(object, encoded.payload());
    }
}
