package io.varve.cli.group;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What a reset has to know of a partition.
///
/// @param committed null if nothing is
/// @param atTime the first record of the time that was asked for, or later; null if there is none, or no time
record PartitionPosition(
        TopicPartition partition,
        @Nullable Long committed,
        LogBounds log,
        @Nullable Long atTime) {}
