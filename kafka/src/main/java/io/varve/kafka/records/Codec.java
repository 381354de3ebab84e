package io.varve.kafka.records;

import java.util.Optional;

/// How the records of a batch are compressed.
public enum Codec {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private static final Codec[] BY_ID = values();

    private final int id;

    Codec(int id) {
        this.id = id;
    }

    /// Three bits of the batch's attributes.
    public int id() {
        return id;
    }

    /// Empty for the three ids that nothing is assigned to.
    public static Optional<Codec> ofId(int id) {
        return id < BY_ID.length ? Optional.of(BY_ID[id]) : Optional.empty();
    }
}
