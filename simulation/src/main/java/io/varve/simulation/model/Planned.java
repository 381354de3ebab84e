package io.varve.simulation.model;

import org.jspecify.annotations.Nullable;

/// What the proposals that wait at a writer come to on its state, by the production code.
///
/// @param put the entry, null if nothing is to be written
/// @param offsets by batch, four bits each: one more than the offset that it is to be told, 0 if it is told none
/// @param swept the batches whose object may no longer be named, as bits
/// @param commands how many of the commands that wait were decided, the first ones
/// @param flushed whether the entry holds a flush
/// @param waiting what waits, with the flush numbers of this plan
/// @param incarnation the writer's after planning
/// @param refusal a definite error that a client would be told, null if none is
record Planned(
        @Nullable Put put,
        int offsets,
        int swept,
        int commands,
        boolean flushed,
        Waiting waiting,
        Incarnation incarnation,
        @Nullable String refusal) {

    /// The offset that a batch is to be told, −1 if none.
    int offset(Batch batch) {
        return (offsets >>> (4 * batch.number()) & 15) - 1;
    }

    boolean isSwept(Batch batch) {
        return (swept & 1 << batch.number()) != 0;
    }

    /// Whether anything was decided; if not, all batches wait for their predecessors.
    boolean decided() {
        return put != null || offsets != 0 || swept != 0 || commands > 0 || refusal != null;
    }
}
