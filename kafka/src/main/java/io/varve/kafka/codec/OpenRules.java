package io.varve.kafka.codec;

import java.util.Optional;

/// What a topic's configuration asks of its batches beyond a sound header.
///
/// @param keysRequired whether the topic is compacted
/// @param logAppendTime whether records get the time at which they are appended
/// @param codec empty if batches keep the codec of their producer
/// @param maxBeforeMs how far a timestamp may lie in the past, `message.timestamp.before.max.ms`
/// @param maxAfterMs how far in the future, `message.timestamp.after.max.ms`
/// @param maxBatchBytes the largest batch after it was compressed anew, `max.message.bytes`
public record OpenRules(
        boolean keysRequired,
        boolean logAppendTime,
        Optional<TargetCodec> codec,
        long maxBeforeMs,
        long maxAfterMs,
        int maxBatchBytes) {

    /// A limit that no timestamp exceeds; Kafka's default for the past.
    public static final long UNLIMITED_MS = Long.MAX_VALUE;

    public OpenRules {
        if (maxBeforeMs < 0 || maxAfterMs < 0 || maxBatchBytes < 0) {
            throw new IllegalArgumentException(
                    "negative limit: before " + maxBeforeMs + ", after " + maxAfterMs + ", bytes " + maxBatchBytes);
        }
    }
}
