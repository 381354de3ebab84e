package io.varve.metadata.cluster;

import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The group shards that this process has had to do with. Most nodes coordinate few of them and read none of the
/// others, so a shard is loaded when it is first asked for, and followed only by whoever asks it to be fresh.
///
/// Thread-safe.
final class GroupShards implements AutoCloseable {

    private final Function<ShardId, Shard<GroupState, GroupDraft>> opener;

    /// Guards the map; held while a shard is loaded, so that nobody loads it twice.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<ShardId, Shard<GroupState, GroupDraft>> opened = new HashMap<>();

    GroupShards(Function<ShardId, Shard<GroupState, GroupDraft>> opener) {
        this.opener = opener;
    }

    Shard<GroupState, GroupDraft> get(ShardId id) {
        lock.lock();
        try {
            return opened.computeIfAbsent(id, opener);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            opened.values().forEach(Shard::close);
        } finally {
            lock.unlock();
        }
    }
}
