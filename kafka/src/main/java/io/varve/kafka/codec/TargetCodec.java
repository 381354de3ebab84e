package io.varve.kafka.codec;

import io.varve.kafka.records.Codec;
import java.util.OptionalInt;

/// What a topic wants its batches to be compressed with.
///
/// @param level as the codec counts; empty for its default
public record TargetCodec(Codec codec, OptionalInt level) {

    public TargetCodec(Codec codec) {
        this(codec, OptionalInt.empty());
    }
}
