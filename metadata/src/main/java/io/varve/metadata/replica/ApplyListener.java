package io.varve.metadata.replica;

import io.varve.metadata.entry.Entry;
import io.varve.metadata.state.Draft;

/// Hears of every entry that a replica has applied, its own and those of others.
///
/// Called on the thread that applied it, without a lock; it must neither block nor throw. Calls may overlap
/// and overtake each other.
@FunctionalInterface
public interface ApplyListener<D extends Draft> {

    void applied(long sequence, Entry entry, D draft);
}
