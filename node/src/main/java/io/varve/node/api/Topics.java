package io.varve.node.api;

import io.varve.kafka.api.Uuids;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/// Finds topics. One that is not known is looked for in a catalog that was read after the question before it is called
/// unknown. Thread-safe; may block the calling (virtual) thread.
public final class Topics {

    private final Cluster cluster;

    public Topics(Cluster cluster) {
        this.cluster = cluster;
    }

    /// @throws io.varve.metadata.journal.JournalException if the catalog had to be read and could not be
    public Optional<Topic> find(String name) {
        return cluster.catalog().topic(name).or(() -> cluster.freshCatalog().topic(name));
    }

    /// What a partition is answered with that does not exist, by the last catalog that this node has read.
    public Errors unknown(PartitionKey key) {
        boolean topicUnknown = key.topic().isEmpty()
                && cluster.catalog().topic(Uuids.topicId(key.topicId())).isEmpty();
        return topicUnknown ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
}
