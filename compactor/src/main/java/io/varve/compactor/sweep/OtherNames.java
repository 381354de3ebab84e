package io.varve.compactor.sweep;

import io.varve.metadata.entry.ObjectRef;
import java.util.Collection;
import java.util.Set;

/// What else names objects than the shards themselves: versions of tables, with all their snapshots that have not
/// expired.
@FunctionalInterface
public interface OtherNames {

    OtherNames NONE = versions -> Set.of();

    /// All objects that versions of tables name.
    ///
    /// @param versions the metadata of each
    /// @throws io.varve.storage.StoreException if that cannot be found out; then nothing is condemned or deleted
    Set<ObjectRef> of(Collection<ObjectRef> versions);
}
