package io.varve.metadata.journal.file;

import io.varve.metadata.journal.ShardId;
import java.util.Map;
import java.util.TreeMap;

/// The fold of a file's frames: per shard the floor and where the entries stand. Not thread-safe.
final class FileIndex {

    private final Map<ShardId, ShardIndex> shards = new TreeMap<>();

    ShardIndex shard(ShardId id) {
        return shards.computeIfAbsent(id, absent -> new ShardIndex());
    }

    Map<ShardId, ShardIndex> shards() {
        return shards;
    }

    long liveBytes() {
        return shards.values().stream().mapToLong(ShardIndex::liveBytes).sum();
    }

    /// @param position of the entry's bytes in the file; any number for the other frames
    void apply(Frame frame, long position) {
        ShardIndex shard = shard(frame.shard());
        switch (frame) {
            case Frame.Entry entry ->
                shard.put(entry.sequence(), position, entry.bytes().remaining());
            case Frame.FloorRaised raised -> shard.raiseFloor(raised.floor());
            case Frame.Trimmed trimmed -> shard.trim(trimmed.fromSequence(), trimmed.toSequence());
        }
    }
}
