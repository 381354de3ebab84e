package io.varve.kafka.catalog;

import io.varve.kafka.config.ConfigKey;
import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/// Configs as DescribeConfigs lists them: all there are, whether somebody set them or not.
///
/// @param names those that are asked for; empty for all
/// @param synonyms whether to add where else a value could come from
/// @param documentation whether to add what a config means
record DescribedConfigs(Set<String> names, boolean synonyms, boolean documentation) {

    /// @param own the configs that the resource has of its own
    List<DescribeConfigsResourceResult> of(ConfigKind kind, Map<String, String> own) {
        return kind.keys().stream()
                .filter(key -> wanted(key.name()))
                .map(key -> of(key, kind.source(), own))
                .toList();
    }

    private DescribeConfigsResourceResult of(ConfigKey key, ConfigSource ownSource, Map<String, String> own) {
        boolean overridden = own.containsKey(key.name());
        var result = new DescribeConfigsResourceResult()
                .setName(key.name())
                .setValue(own.getOrDefault(key.name(), key.defaultValue()))
                .setReadOnly(false)
                .setIsSensitive(false)
                .setConfigSource((overridden ? ownSource : ConfigSource.DEFAULT_CONFIG).id())
                .setConfigType(type(key.type()))
                .setDocumentation(documentation ? key.documentation() : null);
        if (synonyms) {
            result.setSynonyms(synonyms(key, ownSource, own));
        }
        return result;
    }

    private static List<DescribeConfigsSynonym> synonyms(
            ConfigKey key, ConfigSource ownSource, Map<String, String> own) {
        var synonyms = new ArrayList<DescribeConfigsSynonym>();
        if (own.containsKey(key.name())) {
            synonyms.add(new DescribeConfigsSynonym()
                    .setName(key.name())
                    .setValue(own.get(key.name()))
                    .setSource(ownSource.id()));
        }
        key.defaultName()
                .ifPresent(name -> synonyms.add(new DescribeConfigsSynonym()
                        .setName(name)
                        .setValue(key.defaultValue())
                        .setSource(ConfigSource.DEFAULT_CONFIG.id())));
        return synonyms;
    }

    /// What nodes have in common: the defaults of topic configs by their broker names, and the few others
    /// that tools ask for. None can be changed through Kafka's protocol.
    List<DescribeConfigsResourceResult> ofBroker(Map<String, String> others) {
        var results = new ArrayList<DescribeConfigsResourceResult>();
        for (TopicConfigKey key : TopicConfigs.keys()) {
            key.brokerName()
                    .filter(this::wanted)
                    .ifPresent(name -> results.add(ofBroker(name, key.defaultValue(), key.type())
                            .setDocumentation(documentation ? key.documentation() : null)));
        }
        others.forEach((name, value) -> {
            if (wanted(name)) {
                results.add(ofBroker(name, value, ConfigDef.Type.STRING));
            }
        });
        return results;
    }

    private static DescribeConfigsResourceResult ofBroker(String name, String value, ConfigDef.Type type) {
        return new DescribeConfigsResourceResult()
                .setName(name)
                .setValue(value)
                .setReadOnly(true)
                .setIsSensitive(false)
                .setConfigSource(ConfigSource.DEFAULT_CONFIG.id())
                .setConfigType(type(type));
    }

    private boolean wanted(String name) {
        return names.isEmpty() || names.contains(name);
    }

    private static byte type(ConfigDef.Type type) {
        return switch (type) {
            case BOOLEAN -> ConfigType.BOOLEAN.id();
            case STRING -> ConfigType.STRING.id();
            case INT -> ConfigType.INT.id();
            case SHORT -> ConfigType.SHORT.id();
            case LONG -> ConfigType.LONG.id();
            case DOUBLE -> ConfigType.DOUBLE.id();
            case LIST -> ConfigType.LIST.id();
            case CLASS -> ConfigType.CLASS.id();
            case PASSWORD -> ConfigType.PASSWORD.id();
        };
    }
}
