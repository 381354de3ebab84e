package io.varve.table;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import java.util.Map;
import java.util.Optional;

/// Whose a table is, as its properties say in every catalog that has it: of which topic, of which cluster.
public record TableOwner(Id128 clusterId, TopicId topicId) {

    public static final String CLUSTER_ID = "varve.cluster-id";
    public static final String TOPIC_ID = "varve.topic-id";

    /// Empty if they do not say, or not in our words: then it is somebody else's.
    public static Optional<TableOwner> of(Map<String, String> properties) {
        String clusterId = properties.get(CLUSTER_ID);
        String topicId = properties.get(TOPIC_ID);
        if (clusterId == null || topicId == null) {
            return Optional.empty();
        }
        try {
            Id128 topic = Id128.parse(topicId);
            return Optional.of(new TableOwner(Id128.parse(clusterId), new TopicId(topic.high(), topic.low())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Map<String, String> properties() {
        return Map.of(CLUSTER_ID, clusterId.toString(), TOPIC_ID, topicId.toString());
    }
}
