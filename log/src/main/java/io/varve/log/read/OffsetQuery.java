package io.varve.log.read;

import io.varve.core.TopicIdPartition;

/// A question for an offset of a partition.
public record OffsetQuery(TopicIdPartition partition, Target target) {

    public sealed interface Target {}

    /// Where the log begins.
    public record Earliest() implements Target {}

    /// Where the log ends for the reader.
    public record Latest() implements Target {}

    /// The first record of this time or a later one.
    public record AtTimestamp(long timestampMs) implements Target {}

    /// The record with the largest timestamp, the earliest of several.
    public record MaxTimestamp() implements Target {}
}
