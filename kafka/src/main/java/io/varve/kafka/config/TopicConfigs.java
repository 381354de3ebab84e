package io.varve.kafka.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/// All topic configs of Kafka, and those of Varve's own. Each that somebody sets is honoured, kept although
/// it is moot, or refused; none is dropped. Immutable.
public final class TopicConfigs {

    /// A flush budget of the topic's own: how many flushes a second may begin for its records without any wait.
    public static final String FLUSHES_PER_SECOND = "varve.flushes.per.second";

    /// What a config value may have in UTF-16 units, as on Kafka.
    private static final int MAX_VALUE_LENGTH = Short.MAX_VALUE;

    private static final TopicConfigTable TABLE = TopicConfigTable.build();

    private static final Map<String, TopicConfigKey> BY_NAME =
            TABLE.keys().stream().collect(Collectors.toUnmodifiableMap(TopicConfigKey::name, Function.identity()));

    private static final List<TopicConfigKey> SORTED = BY_NAME.values().stream()
            .sorted(Comparator.comparing(TopicConfigKey::name))
            .toList();

    private TopicConfigs() {}

    /// All of them, by name.
    public static Collection<TopicConfigKey> keys() {
        return SORTED;
    }

    public static Optional<TopicConfigKey> key(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// Checks all configs that a topic would have, except those that it inherits.
    ///
    /// @throws InvalidConfigurationException says which config cannot be, and why
    public static void validate(Map<String, String> overrides) {
        overrides.forEach(TopicConfigs::validateName);
        try {
            Map<String, Object> values = TABLE.definitions().parse(overrides);
            overrides.keySet().forEach(name -> validateFixed(Objects.requireNonNull(BY_NAME.get(name)), values));
            validateLags(values);
        } catch (ConfigException e) {
            throw new InvalidConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    /// Checks that an alteration leaves alone what is chosen for as long as a topic is there.
    ///
    /// @throws InvalidConfigurationException says which config cannot change
    public static void validateLasting(Map<String, String> overrides, Map<String, String> before) {
        for (TopicConfigKey key : SORTED) {
            String has = before.getOrDefault(key.name(), key.defaultValue());
            if (key.treatment() == Treatment.LASTING
                    && !overrides.getOrDefault(key.name(), key.defaultValue()).equals(has)) {
                throw new InvalidConfigurationException(
                        key.name() + " is chosen when a topic is created: this one has '" + has + "' for good.");
            }
        }
    }

    /// Typed values of all configs.
    ///
    /// @param overrides have passed [#validate]
    static Map<String, Object> parse(Map<String, String> overrides) {
        return TABLE.definitions().parse(overrides);
    }

    private static void validateName(String name, String value) {
        if (!BY_NAME.containsKey(name)) {
            throw new InvalidConfigurationException("Unknown topic config name: " + name);
        }
        if (value.length() > MAX_VALUE_LENGTH) {
            throw new InvalidConfigurationException("The value of " + name + " has " + value.length()
                    + " characters, at most " + MAX_VALUE_LENGTH + " are taken");
        }
    }

    private static void validateFixed(TopicConfigKey key, Map<String, Object> values) {
        if (key.treatment() == Treatment.FIXED
                && !Objects.equals(values.get(key.name()), key.definition().defaultValue)) {
            throw new InvalidConfigurationException("Invalid value "
                    + ConfigDef.convertToString(values.get(key.name()), key.type()) + " for configuration " + key.name()
                    + ": Varve takes only its default '" + key.defaultValue() + "', since " + key.reason());
        }
    }

    private static void validateLags(Map<String, Object> values) {
        long min = (Long) Objects.requireNonNull(values.get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG));
        long max = (Long) Objects.requireNonNull(values.get(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG));
        if (min > max) {
            throw new InvalidConfigurationException(
                    "conflict topic config setting " + TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG + " (" + min + ") > "
                            + TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG + " (" + max + ")");
        }
    }
}
