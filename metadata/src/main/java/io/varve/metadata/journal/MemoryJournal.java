package io.varve.metadata.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// A journal in the heap, gone with the process. Several nodes of one process may share one instance, which is why
/// [#close] leaves it as it is.
public final class MemoryJournal implements Journal {

    private final boolean shared;

    /// Guards `shards`.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<ShardId, Shard> shards = new HashMap<>();

    /// @param shared what [#shared] answers: whether more than one node will append
    public MemoryJournal(boolean shared) {
        this.shared = shared;
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        lock.lock();
        try {
            byte[] former = shard(shard).entries.putIfAbsent(sequence, entry.clone());
            return former == null ? new AppendOutcome.Appended() : new AppendOutcome.Occupied();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        lock.lock();
        try {
            var page = new TailPage.Builder(fromSequence, maxBytes);
            for (var next : shard(shard).entries.tailMap(fromSequence, true).entrySet()) {
                if (!page.takes(next.getKey(), next.getValue().length)) {
                    return page.build(false);
                }
                page.add(next.getKey(), next.getValue().clone());
            }
            return page.build(true);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Floor floor(ShardId shard) {
        lock.lock();
        try {
            return shard(shard).floor;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        lock.lock();
        try {
            Shard state = shard(shard);
            if (floor.sequence() > state.floor.sequence()) {
                state.floor = floor;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        if (fromSequence > toSequence) {
            return;
        }
        lock.lock();
        try {
            shard(shard).entries.subMap(fromSequence, true, toSequence, true).clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public void close() {}

    private Shard shard(ShardId id) {
        return shards.computeIfAbsent(id, absent -> new Shard());
    }

    private static final class Shard {
        final NavigableMap<Long, byte[]> entries = new TreeMap<>();
        Floor floor = Floor.NONE;
    }
}
