package io.varve.metadata.replica;

import io.varve.metadata.entry.LogCommand;
import io.varve.storage.wal.RunTable;

/// Fetches run tables that were left in the footers of their objects.
@FunctionalInterface
public interface RunTables {

    /// @throws io.varve.storage.StoreException if the object cannot be read
    /// @throws io.varve.core.MalformedDataException if what was read is not what the command names
    RunTable fetch(LogCommand.SpilledFlush spilled);
}
