package io.varve.simulation.check;

import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.replica.StateKind;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardState;
import io.varve.simulation.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The state of every shard after every entry, from the first one on, as if nothing had ever been trimmed.
public final class Replay {

    /// The hash after each entry, by its sequence.
    private final Map<ShardId, List<Id128>> hashes = new TreeMap<>();

    private final List<GroupState> groups = new ArrayList<>();

    private Replay() {}

    public static Replay of(Ledger ledger) {
        var replay = new Replay();
        ledger.entries().forEach(replay::fold);
        return replay;
    }

    /// The last states of the group shards.
    public List<GroupState> groups() {
        return groups;
    }

    private void fold(ShardId shard, List<byte[]> entries) {
        if (shard.equals(ShardId.META)) {
            fold(shard, StateKind.CATALOG.empty().get(), entries);
        } else if (shard.isGroup()) {
            GroupState state = StateKind.GROUPS.empty().get();
            fold(shard, state, entries);
            groups.add(state);
        } else {
            fold(shard, StateKind.LOG.empty().get(), entries);
        }
    }

    private <D extends Draft> void fold(ShardId shard, ShardState<D> state, List<byte[]> entries) {
        var after = new ArrayList<Id128>(entries.size());
        for (byte[] bytes : entries) {
            Entry entry = Entry.decode(after.size(), bytes);
            D draft = state.draft(entry.timeMs());
            for (Command command : entry.commands()) {
                draft.apply(command);
            }
            if (draft.verdictHash() != entry.verdictHash()) {
                throw new Violation("entry " + draft.sequence() + " comes to other verdicts in a replay");
            }
            state.install(draft);
            after.add(hash(state));
        }
        hashes.put(shard, after);
    }

    private static Id128 hash(ShardState<?> state) {
        var out = new ByteWriter(1 << 12);
        state.write(out);
        return Snapshots.hash(out.view(0));
    }

    public void check(Tap.Snapshot snapshot) {
        List<Id128> ofShard = hashes.getOrDefault(snapshot.shard(), List.of());
        if (snapshot.sequence() >= ofShard.size()
                || !ofShard.get((int) snapshot.sequence()).equals(snapshot.hash())) {
            throw new Violation("snapshot " + snapshot + " is not what a replay from the start comes to");
        }
    }

    /// What a replica has come to.
    ///
    /// @param atLeast the last entry that was durable before it was brought to the tail
    public record Reading(ShardId shard, long atLeast, long sequence, Id128 hash) {}

    /// Brings a replica to the tail and reads it. Blocks the calling (virtual) thread.
    public static Reading read(Shard<?, ?> shard, Ledger ledger) {
        long atLeast = ledger.entries().getOrDefault(shard.id(), List.of()).size() - 1L;
        shard.replica().refresh();
        return shard.replica().query(state -> new Reading(shard.id(), atLeast, state.appliedSequence(), hash(state)));
    }

    public void check(Reading reading) {
        if (reading.sequence() < reading.atLeast()) {
            throw new Violation("a replica of " + reading.shard() + " is at " + reading.sequence()
                    + " after a refresh, the journal was at " + reading.atLeast());
        }
        if (reading.sequence() >= 0
                && !hashes.getOrDefault(reading.shard(), List.of())
                        .get((int) reading.sequence())
                        .equals(reading.hash())) {
            throw new Violation(
                    "a replica of " + reading.shard() + " differs from a replay at entry " + reading.sequence());
        }
    }
}
