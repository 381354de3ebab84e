package io.varve.simulation.check;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Violation;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What entries say of when objects may go: sweeps, confirmed snapshots, and how long each shard has named what.
final class ObjectLedger {

    private final Map<ShardId, OfShard> shards = new TreeMap<>();

    private static final class OfShard {

        /// The entries that raised the bound, by the bound.
        private final NavigableMap<Long, Long> sweeps = new TreeMap<>();

        private final NavigableSet<Long> confirmed = new TreeSet<>();

        /// The entry after which the shard did not name the object any more.
        private final Map<ObjectRef, Long> released = new HashMap<>();

        /// The older of the two newest confirmed snapshots, from which a node starts at the earliest; −1
        /// without one.
        private long outlived() {
            Long newest = confirmed.isEmpty() ? null : confirmed.last();
            Long second = newest == null ? null : confirmed.lower(newest);
            return second == null ? -1 : second;
        }

        private long sweptBelow() {
            return sweeps.isEmpty() ? 0 : sweeps.lastKey();
        }
    }

    /// The shard has an entry.
    void knows(ShardId shard) {
        of(shard);
    }

    void follow(ShardId shard, long sequence, ShardCommand command) {
        switch (command) {
            case ShardCommand.Sweep sweep -> {
                if (sweep.belowEpoch() > of(shard).sweptBelow()) {
                    of(shard).sweeps.put(sweep.belowEpoch(), sequence);
                }
            }
            case ShardCommand.SnapshotConfirmed snapshot -> of(shard).confirmed.add(snapshot.sequence());
            case ShardCommand.SnapshotTaken _, ShardCommand.Feature _ -> {}
        }
    }

    /// An entry newly names the object.
    void named(ShardId shard, ObjectRef object) {
        if (object.epoch() < of(shard).sweptBelow()) {
            throw new Violation("an entry of " + shard + " names " + object + ", and what is older than epoch "
                    + of(shard).sweptBelow() + " is swept");
        }
    }

    /// An entry has the shard name the object no longer.
    void released(ShardId shard, ObjectRef object, long sequence) {
        of(shard).released.put(object, sequence);
    }

    /// An object is deleted that no shard names.
    void deleted(ObjectRef object) {
        shards.forEach((shard, facts) -> {
            if (!shard.isGroup()) {
                requireOutlived(shard, facts, object);
            }
        });
    }

    private static void requireOutlived(ShardId shard, OfShard facts, ObjectRef object) {
        Map.Entry<Long, Long> sweep = facts.sweeps.higherEntry(object.epoch());
        if (sweep == null) {
            throw new Violation(object + " is deleted, and " + shard + " has not swept its epoch");
        }
        if (facts.outlived() < sweep.getValue()) {
            throw new Violation(object + " is deleted, and a node can start from a state of " + shard + " at "
                    + facts.outlived() + ", before its sweep at " + sweep.getValue());
        }
        long released = facts.released.getOrDefault(object, -1L);
        if (facts.outlived() < released) {
            throw new Violation(object + " is deleted, and a node can start from a state of " + shard + " at "
                    + facts.outlived() + " that names it, until " + released);
        }
    }

    /// Whether a node may need this snapshot, or the shard is still to find out that none does.
    boolean needs(ShardId shard, long snapshot) {
        return snapshot >= of(shard).outlived();
    }

    private OfShard of(ShardId shard) {
        return shards.computeIfAbsent(shard, absent -> new OfShard());
    }
}
