package io.varve.kafka.catalog;

import io.varve.kafka.config.ConfigKey;
import io.varve.kafka.config.TopicConfigs;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/// Topics and their configs.
final class TopicKind implements ConfigKind {

    private static final List<ConfigKey> KEYS = TopicConfigs.keys().stream()
            .map(key ->
                    new ConfigKey(key.name(), key.type(), key.defaultValue(), key.brokerName(), key.documentation()))
            .toList();

    private final Topics topics;
    private final TopicOperations operations;

    TopicKind(Cluster cluster) {
        topics = new Topics(cluster);
        operations = new TopicOperations(cluster);
    }

    @Override
    public ConfigResource.Type type() {
        return ConfigResource.Type.TOPIC;
    }

    @Override
    public ConfigSource source() {
        return ConfigSource.TOPIC_CONFIG;
    }

    @Override
    public List<ConfigKey> keys() {
        return KEYS;
    }

    @Override
    public Resource named(String name) {
        Topic topic = topics.named(name);
        return new Resource(topic.configs(), changes -> operations.alter(topic.id(), changes));
    }

    @Override
    public void validate(Map<String, String> own, Map<String, String> before) {
        TopicConfigs.validate(own);
        TopicConfigs.validateLasting(own, before);
    }
}
