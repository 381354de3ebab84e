package io.varve.simulation.model;

import java.util.ArrayList;
import java.util.List;

/// The object store.
///
/// @param objects the bits of the objects that are there, see [Batch#bit]
/// @param snapshots the states that were written, oldest first
/// @param rotten the snapshots that cannot be read, as bits by their index
record Store(int objects, List<Prefix> snapshots, int rotten) {

    static final Store EMPTY = new Store(0, List.of(), 0);

    Store with(int object) {
        return new Store(objects | object, snapshots, rotten);
    }

    Store without(int deleted) {
        return new Store(objects & ~deleted, snapshots, rotten);
    }

    Store snapshot(Prefix state) {
        var longer = new ArrayList<>(snapshots);
        longer.add(state);
        return new Store(objects, List.copyOf(longer), rotten);
    }

    Store rot(int index) {
        return new Store(objects, snapshots, rotten | 1 << index);
    }

    boolean isReadable(int index) {
        return (rotten & 1 << index) == 0;
    }

    void mix(Fingerprint into) {
        into.mix(objects).mix(rotten).mix(snapshots.size());
        snapshots.forEach(snapshot -> into.mix(snapshot.fingerprint()));
    }
}
