package io.varve.metadata.state;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.metadata.entry.ShardCommand;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What every shard keeps: its feature level, its sweep bound, and the snapshots that were made of it.
///
/// Immutable.
///
/// @param featureLevel the newest rules that entries of this shard may use
/// @param sweptBelowEpoch objects of earlier epochs may no longer be named
/// @param sweptSequence of the entry that said so, −1 if none has
/// @param snapshots the last few snapshots by their sequence
public record ShardFacts(int featureLevel, long sweptBelowEpoch, long sweptSequence, Map<Long, Snapshot> snapshots) {

    public static final ShardFacts INITIAL = new ShardFacts(1, 0, -1, Map.of());

    /// Older ones are forgotten, but for the two newest confirmed ones, which a trim needs.
    private static final int MAX_SNAPSHOTS = 6;

    private static final int SNAPSHOT_BYTES = 18;

    public ShardFacts {
        snapshots = Collections.unmodifiableMap(new TreeMap<>(snapshots));
    }

    /// @param hash of the encoded state
    public record Snapshot(Id128 hash, boolean confirmed) {}

    /// The facts after the command, or these very facts if it changes nothing.
    ///
    /// @param sequence of the entry that the command stands in
    public ShardFacts after(ShardCommand command, long sequence) {
        return switch (command) {
            case ShardCommand.Feature feature ->
                feature.level() <= featureLevel
                        ? this
                        : new ShardFacts(feature.level(), sweptBelowEpoch, sweptSequence, snapshots);
            case ShardCommand.Sweep sweep ->
                sweep.belowEpoch() <= sweptBelowEpoch
                        ? this
                        : new ShardFacts(featureLevel, sweep.belowEpoch(), sequence, snapshots);
            case ShardCommand.SnapshotTaken taken ->
                snapshots.containsKey(taken.sequence())
                        ? this
                        : with(taken.sequence(), new Snapshot(taken.hash(), false));
            case ShardCommand.SnapshotConfirmed confirmed -> {
                Snapshot snapshot = snapshots.get(confirmed.sequence());
                boolean news = snapshot != null
                        && !snapshot.confirmed()
                        && snapshot.hash().equals(confirmed.hash());
                yield news ? with(confirmed.sequence(), new Snapshot(confirmed.hash(), true)) : this;
            }
        };
    }

    /// The largest sequence B such that two confirmed snapshots cover the entries up to B.
    public OptionalLong trimmable() {
        long newest = -1;
        long second = -1;
        for (var snapshot : snapshots.entrySet()) {
            if (snapshot.getValue().confirmed()) {
                second = newest;
                newest = snapshot.getKey();
            }
        }
        return second < 0 ? OptionalLong.empty() : OptionalLong.of(second);
    }

    /// Whether the state at [#trimmable] knows of the last sweep: what it does not name of the swept epochs
    /// nobody will ever name again, and no node starts from an earlier state.
    public boolean sweepIsCovered() {
        return trimmable().orElse(-1) >= sweptSequence;
    }

    public void write(ByteWriter out) {
        out.varint(featureLevel).varint(sweptBelowEpoch).zigzag(sweptSequence).varint(snapshots.size());
        snapshots.forEach(
                (sequence, snapshot) -> out.varint(sequence).id(snapshot.hash()).u8(snapshot.confirmed() ? 1 : 0));
    }

    public static ShardFacts read(ByteReader in) {
        int featureLevel = in.varint32();
        long sweptBelowEpoch = in.varint();
        long sweptSequence = in.zigzag();
        int count = in.count(SNAPSHOT_BYTES);
        var snapshots = new TreeMap<Long, Snapshot>();
        for (int i = 0; i < count; i++) {
            snapshots.put(in.varint(), new Snapshot(in.id(), in.u8() == 1));
        }
        return new ShardFacts(featureLevel, sweptBelowEpoch, sweptSequence, snapshots);
    }

    private ShardFacts with(long sequence, Snapshot snapshot) {
        var changed = new TreeMap<>(snapshots);
        changed.put(sequence, snapshot);
        // Whatever is taken and never confirmed: the two that every node would start from are not forgotten for it.
        var needed = changed.descendingMap().entrySet().stream()
                .filter(each -> each.getValue().confirmed())
                .limit(2)
                .map(Map.Entry::getKey)
                .toList();
        changed.keySet().stream()
                .filter(each -> !needed.contains(each))
                .limit(Math.max(0, changed.size() - MAX_SNAPSHOTS))
                .toList()
                .forEach(changed::remove);
        return new ShardFacts(featureLevel, sweptBelowEpoch, sweptSequence, changed);
    }
}
