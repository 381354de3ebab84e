package io.varve.compactor.sweep;

import io.varve.metadata.cluster.NamedObjects;
import io.varve.metadata.entry.ObjectRef;
import java.util.Set;

/// What else names objects than the shards themselves: the tables that are published, their unexpired snapshots
/// included.
@FunctionalInterface
public interface OtherNames {

    OtherNames NONE = named -> Set.of();

    /// All objects that what the shards name names in turn.
    ///
    /// @throws io.varve.storage.StoreException if that cannot be found out; then nothing is condemned
    Set<ObjectRef> of(NamedObjects named);
}
