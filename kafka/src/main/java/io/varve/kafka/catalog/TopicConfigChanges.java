package io.varve.kafka.catalog;

import io.varve.kafka.config.TopicConfigs;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.TopicOperations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;

/// Alters the configs of topics, whichever API asks for it.
final class TopicConfigChanges {

    private final Topics topics;
    private final TopicOperations operations;

    TopicConfigChanges(Topics topics, TopicOperations operations) {
        this.topics = topics;
        this.operations = operations;
    }

    /// The topic that a resource of a request names.
    Topic topic(byte resourceType, String resourceName) {
        return switch (ConfigResource.Type.forId(resourceType)) {
            case TOPIC -> topics.named(resourceName);
            case BROKER ->
                throw new InvalidConfigurationException(
                        "The configs of brokers are set where a node is started, not through this API.");
            case UNKNOWN, BROKER_LOGGER, CLIENT_METRICS, GROUP ->
                throw new InvalidRequestException("Resources of type " + resourceType + " have no configs here.");
        };
    }

    /// @param changes values, or empty for what is to be the default again
    void alter(Topic topic, Map<String, Optional<String>> changes, boolean validateOnly) {
        var altered = new TreeMap<>(topic.configs());
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                altered.put(name, value.get());
            } else {
                requireKnown(name);
                altered.remove(name);
            }
        });
        TopicConfigs.validate(altered);
        if (!validateOnly) {
            Changes.require(operations.alter(topic.id(), changes));
        }
    }

    /// What makes the topic's configs exactly these.
    static Map<String, Optional<String>> replacing(Topic topic, Map<String, String> wanted) {
        var changes = new HashMap<String, Optional<String>>();
        topic.configs().keySet().forEach(name -> changes.put(name, Optional.empty()));
        wanted.forEach((name, value) -> changes.put(name, Optional.of(value)));
        return changes;
    }

    private static void requireKnown(String name) {
        if (TopicConfigs.key(name).isEmpty()) {
            throw new InvalidConfigurationException("Unknown topic config name: " + name);
        }
    }
}
