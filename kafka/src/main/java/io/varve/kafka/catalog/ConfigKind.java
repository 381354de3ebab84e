package io.varve.kafka.catalog;

import io.varve.kafka.config.ConfigKey;
import io.varve.metadata.state.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/// A kind of thing that has configs which clients see and change. Thread-safe.
public interface ConfigKind {

    ConfigResource.Type type();

    /// Where the configs come from that a resource has of its own.
    ConfigSource source();

    /// All configs that a resource has, whether somebody set them or not, by name.
    List<ConfigKey> keys();

    /// Blocks, if this process cannot tell by itself.
    ///
    /// @throws ApiException if there cannot be such a resource, or is none
    Resource named(String name);

    /// Checks all configs that a resource would have of its own.
    ///
    /// @param before those that it has
    /// @throws InvalidConfigurationException says which config cannot be, and why
    void validate(Map<String, String> own, Map<String, String> before);

    /// @param own the configs that it has of its own
    /// @param alteration sets and, where the value is empty, unsets configs; blocks until that is durable
    record Resource(SortedMap<String, String> own, Function<SortedMap<String, Optional<String>>, Outcome> alteration) {}
}
