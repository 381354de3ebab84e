package io.varve.kafka.catalog;

import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;

/// All that has configs which clients see and change, as far as this node knows.
record ConfigKinds(List<ConfigKind> all) {

    /// The kind that a resource type of a request stands for.
    ///
    /// @throws InvalidRequestException if it stands for none
    ConfigKind of(byte resourceType) {
        ConfigResource.Type type = ConfigResource.Type.forId(resourceType);
        return all.stream()
                .filter(kind -> kind.type() == type)
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException("Resources of type " + resourceType + " have no configs here."));
    }
}
