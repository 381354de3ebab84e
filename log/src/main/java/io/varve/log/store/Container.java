package io.varve.log.store;

import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.journal.ShardId;

/// What the bytes of runs lie in. Unlike a [Source], it means the same in every shard.
public sealed interface Container {

    /// An object, which may hold runs of several shards.
    record StoredObject(ObjectRef object) implements Container {}

    /// The inline section of a journal entry.
    record InlineSection(ShardId shard, long sequence) implements Container {}

    /// @param shard whose state names the source
    static Container of(ShardId shard, Source source) {
        return switch (source) {
            case ObjectRef object -> new StoredObject(object);
            case SegmentRef segment -> new StoredObject(segment.object());
            case NoRecords nothing -> throw new IllegalStateException("nothing holds " + nothing);
            case InlineRef inline -> new InlineSection(shard, inline.sequence());
        };
    }
}
