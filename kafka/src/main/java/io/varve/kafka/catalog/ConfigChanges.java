package io.varve.kafka.catalog;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.protocol.Message;

/// Alters configs, whichever API asks for it.
///
/// @param kinds what has configs that can be altered
record ConfigChanges(ConfigKinds kinds) {

    /// The kind that a resource type of a request stands for.
    ConfigKind kind(byte resourceType) {
        if (resourceType == ConfigResource.Type.BROKER.id()) {
            throw new InvalidConfigurationException(
                    "The configs of brokers are set where a node is started, not through this API.");
        }
        return kinds.of(resourceType);
    }

    /// @param changes values, or empty for what is to be the default again
    void alter(
            ConfigKind kind,
            ConfigKind.Resource resource,
            SortedMap<String, Optional<String>> changes,
            boolean validateOnly) {
        var altered = new TreeMap<>(resource.own());
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                altered.put(name, value.get());
            } else {
                altered.remove(name);
            }
        });
        kind.validate(altered, resource.own());
        if (!validateOnly) {
            Changes.require(resource.alteration().apply(changes));
        }
    }

    /// The configs that one resource of a request names, by name.
    ///
    /// @param lacksValue whether a config has none although it needs one
    static <C extends Message> SortedMap<String, C> named(
            List<C> configs, Function<C, String> name, Predicate<C> lacksValue) {
        var byName = new TreeMap<String, C>();
        var lacking = new TreeSet<String>();
        for (C config : configs) {
            if (byName.put(name.apply(config), config) != null) {
                throw new InvalidRequestException("Error due to duplicate config keys");
            }
            if (lacksValue.test(config)) {
                lacking.add(name.apply(config));
            }
        }
        if (!lacking.isEmpty()) {
            throw new InvalidRequestException("Null value not supported for : " + String.join(", ", lacking));
        }
        return byName;
    }
}
