package io.varve.kafka.config;

import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/// A topic config of Kafka, or of Varve's own.
///
/// @param reason why its treatment is not that of Kafka; empty if it is honoured
/// @param brokerName what the default is called among broker configs, if it is among them
public record TopicConfigKey(
        ConfigDef.ConfigKey definition, Treatment treatment, String reason, Optional<String> brokerName) {

    private static final String VARVES_PREFIX = "varve.";

    public String name() {
        return definition.name;
    }

    /// Whether Kafka does not know it.
    public boolean varvesOwn() {
        return name().startsWith(VARVES_PREFIX);
    }

    public ConfigDef.Type type() {
        return definition.type;
    }

    /// Kafka's own, as text.
    public String defaultValue() {
        return ConfigDef.convertToString(definition.defaultValue, definition.type);
    }

    /// Kafka's words, and Varve's where it differs.
    public String documentation() {
        return reason.isEmpty() ? definition.documentation : definition.documentation + " In Varve: " + reason;
    }
}
