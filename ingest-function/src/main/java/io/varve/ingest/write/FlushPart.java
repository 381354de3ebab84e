package io.varve.ingest.write;

import io.varve.metadata.journal.ShardId;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a flush holds of one shard.
///
/// @param batches by topic id, partition and arrival; a batch's place here is its index in the run table
record FlushPart(ShardId shard, List<WaitingBatch> batches) {

    private static final Comparator<WaitingBatch> AS_IN_AN_OBJECT = Comparator.comparing(
                    (WaitingBatch batch) -> batch.batch().destination())
            .thenComparingLong(WaitingBatch::arrival);

    FlushPart {
        batches = List.copyOf(batches);
    }

    /// Sorts the batches of a flush into the parts of its shards.
    static List<FlushPart> of(List<WaitingBatch> batches) {
        var sorted = new ArrayList<>(batches);
        sorted.sort(AS_IN_AN_OBJECT);
        var parts = new ArrayList<FlushPart>();
        int from = 0;
        for (int to = 1; to <= sorted.size(); to++) {
            ShardId shard = sorted.get(from).shard();
            if (to == sorted.size() || !sorted.get(to).shard().equals(shard)) {
                parts.add(new FlushPart(shard, sorted.subList(from, to)));
                from = to;
            }
        }
        return parts;
    }

    /// The part as an object holds it; the bytes are not copied.
    ShardBody body() {
        var partitions = new ArrayList<PartitionBody>();
        int from = 0;
        for (int to = 1; to <= batches.size(); to++) {
            var partition = batches.get(from).partition();
            if (to == batches.size() || !batches.get(to).partition().equals(partition)) {
                var metas = new ArrayList<BatchMeta>(to - from);
                var bytes = new ArrayList<ByteBuffer>(to - from);
                for (WaitingBatch waiting : batches.subList(from, to)) {
                    metas.add(waiting.meta());
                    bytes.add(waiting.batch().bytes().duplicate());
                }
                partitions.add(new PartitionBody(partition, metas, bytes));
                from = to;
            }
        }
        return new ShardBody(shard.name(), partitions);
    }
}
