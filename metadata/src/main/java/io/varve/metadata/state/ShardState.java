package io.varve.metadata.state;

import io.varve.core.ByteWriter;

/// The state of one shard: what the entries up to [#appliedSequence] come to. It reads no clock, no randomness, no
/// other shard and no store.
///
/// Changes happen in two steps, so that a writer can try commands on the state before they have a place in the journal:
/// a [Draft] lies over the state and collects what commands would change, [#install] makes that so. A draft that is
/// dropped leaves no trace.
///
/// Not thread-safe: its replica guards it with one lock.
///
/// @param <D> this state's drafts
public interface ShardState<D extends Draft> {

    /// A draft for the next entry. Several may exist; at most one of them can be installed.
    ///
    /// @param timeMs the entry's time
    D draft(long timeMs);

    /// Makes the draft's changes.
    ///
    /// @throws IllegalStateException if another draft was installed since this one was made
    void install(D draft);

    /// The sequence of the last entry in this state, −1 before the first.
    long appliedSequence();

    /// The time of that entry, in milliseconds since the Unix epoch.
    long timeMs();

    /// What every shard keeps, whatever else it does.
    ShardFacts facts();

    /// Writes the whole state in a canonical order: equal states write equal bytes.
    void write(ByteWriter out);
}
