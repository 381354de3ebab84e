package io.varve.log;

import io.varve.core.TopicId;
import java.util.Collection;
import java.util.Optional;

/// The data shards of the cluster. Thread-safe.
public interface LogShards {

    /// The shard of a topic's log, the same instance every time. Empty only if a catalog that was read after this
    /// call began does not know the topic.
    ///
    /// @throws io.varve.metadata.journal.JournalException if the catalog had to be read and could not be
    Optional<LogShard> of(TopicId topicId);

    Collection<LogShard> all();
}
