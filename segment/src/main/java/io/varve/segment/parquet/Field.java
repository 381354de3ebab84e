package io.varve.segment.parquet;

import io.varve.core.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// Fields of Parquet's metadata, which are absent when they were not written.
final class Field {

    private Field() {}

    /// @throws MalformedDataException if the field is absent
    static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new MalformedDataException("metadata of Parquet without " + name);
        }
        return value;
    }
}
