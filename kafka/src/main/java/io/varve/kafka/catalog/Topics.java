package io.varve.kafka.catalog;

import io.varve.kafka.api.Uuids;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;

/// Finds the topics that requests name, so that nothing is called unknown by a stale catalog.
final class Topics {

    private final Cluster cluster;

    Topics(Cluster cluster) {
        this.cluster = cluster;
    }

    /// What a name is answered with that no topic has.
    static Errors unknown(String name) {
        return org.apache.kafka.common.internals.Topic.isValid(name)
                ? Errors.UNKNOWN_TOPIC_OR_PARTITION
                : Errors.INVALID_TOPIC_EXCEPTION;
    }

    /// @throws InvalidTopicException if no topic can have the name
    /// @throws UnknownTopicOrPartitionException if none has
    Topic named(String name) {
        org.apache.kafka.common.internals.Topic.validate(name);
        return find(catalog -> catalog.topic(name))
                .orElseThrow(() -> new UnknownTopicOrPartitionException("There is no topic '" + name + "'."));
    }

    /// @throws UnknownTopicIdException if no topic has the id
    Topic identified(Uuid uuid) {
        return find(catalog -> catalog.topic(Uuids.topicId(uuid)))
                .orElseThrow(() -> new UnknownTopicIdException("There is no topic with the id " + uuid + "."));
    }

    private Optional<Topic> find(Function<Catalog, Optional<Topic>> search) {
        Optional<Topic> known = search.apply(cluster.catalog());
        return known.isPresent() ? known : search.apply(cluster.freshCatalog());
    }
}
