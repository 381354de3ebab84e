package io.varve.log.store;

import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.Run;

/// What the bytes of runs lie in. Unlike a source, it means the same in every shard.
public sealed interface Container {

    /// An object, which may hold runs of several shards.
    record StoredObject(ObjectRef object) implements Container {}

    /// A row group of a segment. What is held of it are the batches that it was made from.
    ///
    /// @param position of its first byte in the segment
    record RowGroup(SegmentRef segment, int position) implements Container {}

    /// The inline section of a journal entry.
    record InlineSection(ShardId shard, long sequence) implements Container {}

    /// @param shard whose state names the run, which is stored somewhere
    static Container of(ShardId shard, Run run) {
        return switch (run.source()) {
            case ObjectRef object -> new StoredObject(object);
            case SegmentRef segment -> new RowGroup(segment, run.position());
            case NoRecords _, EndMarker _ -> throw new IllegalStateException("nothing holds " + run);
            case InlineRef inline -> new InlineSection(shard, inline.sequence());
        };
    }
}
