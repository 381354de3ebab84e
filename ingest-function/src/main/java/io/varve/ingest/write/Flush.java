package io.varve.ingest.write;

import io.varve.ingest.write.CommitOrder.Turn;
import io.varve.storage.wal.WalObject.ShardBody;
import java.util.List;

/// Batches that are written together.
///
/// @param number of the flush, in the order of this node's flushes
/// @param inlined whether they go into the entries of their shards, without an object
record Flush(long number, List<Part> parts, boolean inlined) {

    Flush {
        parts = List.copyOf(parts);
    }

    /// What it holds of one shard, and its turn there.
    record Part(FlushPart content, Turn turn) {}

    List<ShardBody> bodies() {
        return parts.stream().map(part -> part.content().body()).toList();
    }
}
