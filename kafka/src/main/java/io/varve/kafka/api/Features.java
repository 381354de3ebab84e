package io.varve.kafka.api;

import java.util.List;

/// The cluster features that ApiVersions tells clients of (KIP-584).
public record Features(List<Feature> features) {

    public static final Features NONE = new Features(List.of());

    /// Transactions by KIP-890: clients do not announce partitions, and each transaction has an epoch of its own.
    public static final Features SERVED =
            new Features(List.of(new Feature("transaction.version", (short) 0, (short) 2, (short) 2)));

    public Features {
        features = List.copyOf(features);
    }

    /// @param min the lowest level that is supported
    /// @param max the highest level that is supported
    /// @param finalized the level in force; zero means that the feature is off
    public record Feature(String name, short min, short max, short finalized) {
        public Feature {
            if (min < 0 || max < min || finalized > max || (finalized != 0 && finalized < min)) {
                throw new IllegalArgumentException(name + " has no level " + finalized + " in " + min + " to " + max);
            }
        }
    }
}
