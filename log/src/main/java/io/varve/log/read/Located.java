package io.varve.log.read;

import io.varve.core.TopicId;
import io.varve.log.LogShard;
import io.varve.log.LogShards;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.StoreException;
import java.util.Optional;

/// Where a topic's log is.
sealed interface Located {

    record In(LogShard shard) implements Located {}

    /// The catalog, up to its tail, has no such topic.
    record Nowhere() implements Located {}

    /// The catalog could not be read.
    record Failed(RuntimeException cause) implements Located {}

    static Located of(LogShards shards, TopicId topicId) {
        try {
            Optional<LogShard> shard = shards.of(topicId);
            return shard.isPresent() ? new In(shard.get()) : new Nowhere();
        } catch (JournalException | StoreException | ReplicaHaltedException e) {
            return new Failed(e);
        }
    }
}
