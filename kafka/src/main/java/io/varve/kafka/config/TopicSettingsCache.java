package io.varve.kafka.config;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/// The settings of topics, parsed once for each change of their configs. Thread-safe.
public final class TopicSettingsCache {

    /// Deleted topics stay until there are that many; then all go.
    private static final int MAX_TOPICS = 100_000;

    private final Map<TopicId, Parsed> parsed = new ConcurrentHashMap<>();

    private record Parsed(SortedMap<String, String> configs, TopicSettings settings) {}

    public TopicSettings of(Topic topic) {
        Parsed known = parsed.get(topic.id());
        if (known != null && (known.configs == topic.configs() || known.configs.equals(topic.configs()))) {
            return known.settings;
        }
        if (parsed.size() >= MAX_TOPICS) {
            parsed.clear();
        }
        var fresh = new Parsed(topic.configs(), TopicSettings.of(topic.configs()));
        parsed.put(topic.id(), fresh);
        return fresh.settings;
    }
}
