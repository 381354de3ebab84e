package io.varve.kafka.records;

import java.util.Optional;

/// How the records of a batch are compressed. The ordinal is the id in the batch's attributes.
public enum Codec {
    NONE,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    private static final Codec[] BY_ID = values();

    public int id() {
        return ordinal();
    }

    /// Empty for the three ids that nothing is assigned to.
    public static Optional<Codec> ofId(int id) {
        return id < BY_ID.length ? Optional.of(BY_ID[id]) : Optional.empty();
    }
}
