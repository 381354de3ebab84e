package io.varve.log;

import io.varve.metadata.journal.JournalException;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.Replica;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.StoreException;
import java.util.Optional;

/// A data shard, as far as its logs are read here.
///
/// @param demand is run while somebody waits for what comes next, so that the tail is looked at often; must not block
public record LogShard(Replica<LogState, LogDraft> replica, Runnable demand) {

    /// Brings the replica to the tail.
    ///
    /// @return why it could not be, or empty if it is
    public Optional<RuntimeException> refresh() {
        try {
            replica.refresh();
            return Optional.empty();
        } catch (JournalException | StoreException | ReplicaHaltedException e) {
            return Optional.of(e);
        }
    }

    @Override
    public String toString() {
        return replica.shard().toString();
    }
}
