package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Bundles;
import io.varve.metadata.cluster.ObjectWriter.Written;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Collects what a round leaves as batches, and writes it as one bundle. Of one thread.
final class BundleOutput {

    private final ShardId shard;
    private final CompactorCounts counts;
    private final Map<TopicIdPartition, List<Piece.Raw>> pieces = new TreeMap<>();

    BundleOutput(ShardId shard, CompactorCounts counts) {
        this.shard = shard;
        this.counts = counts;
    }

    void add(TopicIdPartition partition, Piece.Raw piece) {
        pieces.computeIfAbsent(partition, absent -> new ArrayList<>()).add(piece);
    }

    /// Writes the bundle, if there is anything to write.
    ///
    /// @return where each piece lies
    /// @throws io.varve.storage.StoreException if the bundle cannot be written
    Map<Piece.Raw, CompactedRun> write(Bundles bundles) {
        var places = new IdentityHashMap<Piece.Raw, CompactedRun>();
        if (pieces.isEmpty()) {
            return places;
        }
        var bodies = new ArrayList<PartitionBody>();
        pieces.forEach((partition, ofPartition) -> bodies.add(bodyOf(partition, ofPartition)));
        Written<WalObject.Encoded> bundle = bundles.write(new ShardBody(shard.name(), bodies));
        counts.wroteBundle(bundle.contents().payload().length());
        for (PartitionBatches batches : Objects.requireNonNull(
                        bundle.contents().object().tables().get(shard.name()))
                .partitions()) {
            int position = batches.position();
            for (Piece.Raw piece : Objects.requireNonNull(pieces.get(batches.partition()))) {
                places.put(piece, runOf(piece, bundle.object(), position));
                position += piece.sizeBytes();
            }
        }
        return places;
    }

    private static CompactedRun runOf(Piece.Raw piece, ObjectRef bundle, int position) {
        return new CompactedRun(
                piece.endOffset(), bundle, position, piece.sizeBytes(), piece.maxTimestampMs(), piece.appendedMs());
    }

    private static PartitionBody bodyOf(TopicIdPartition partition, List<Piece.Raw> pieces) {
        var metas = new ArrayList<BatchMeta>();
        var bytes = new ArrayList<ByteBuffer>();
        for (Piece.Raw piece : pieces) {
            metas.addAll(piece.metas());
            bytes.addAll(piece.bytes());
        }
        return new PartitionBody(partition, metas, bytes);
    }
}
