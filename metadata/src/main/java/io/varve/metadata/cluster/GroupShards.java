package io.varve.metadata.cluster;

import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The group shards that this process has had to do with. Most nodes coordinate few of them and read none of the
/// others, so a shard is loaded when it is first asked for, and followed only by whoever asks it to be fresh.
///
/// Thread-safe.
final class GroupShards implements AutoCloseable {

    private final Function<ShardId, Shard<GroupState, GroupDraft>> opener;
    private final Map<ShardId, Slot> slots = new ConcurrentHashMap<>();

    GroupShards(Function<ShardId, Shard<GroupState, GroupDraft>> opener) {
        this.opener = opener;
    }

    Shard<GroupState, GroupDraft> get(ShardId id) {
        return slots.computeIfAbsent(id, Slot::new).opened();
    }

    /// Those that are loaded.
    Collection<Shard<GroupState, GroupDraft>> opened() {
        return slots.values().stream()
                .map(slot -> slot.shard)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public void close() {
        slots.values().forEach(Slot::close);
    }

    private final class Slot {

        private final ShardId id;

        /// Held while the shard is loaded, so that nobody loads it twice.
        private final ReentrantLock loading = new ReentrantLock();

        private volatile @Nullable Shard<GroupState, GroupDraft> shard;

        Slot(ShardId id) {
            this.id = id;
        }

        Shard<GroupState, GroupDraft> opened() {
            loading.lock();
            try {
                Shard<GroupState, GroupDraft> opened = shard;
                if (opened == null) {
                    opened = opener.apply(id);
                    shard = opened;
                }
                return opened;
            } finally {
                loading.unlock();
            }
        }

        void close() {
            loading.lock();
            try {
                if (shard != null) {
                    shard.close();
                }
            } finally {
                loading.unlock();
            }
        }
    }
}
