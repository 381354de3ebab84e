package io.varve.kafka.config;

import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/// A config as clients are told of it, whatever it is a config of.
///
/// @param defaultName what the default is called among the synonyms of the config, if it is among them
public record ConfigKey(
        String name, ConfigDef.Type type, String defaultValue, Optional<String> defaultName, String documentation) {}
