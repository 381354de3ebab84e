package io.varve.cli.group;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// Where the committed offsets of a group are to be moved.
sealed interface ResetTarget {

    record Earliest() implements ResetTarget {}

    record Latest() implements ResetTarget {}

    record AtOffset(long offset) implements ResetTarget {}

    record ShiftBy(long offsets) implements ResetTarget {}

    /// To the first record of that time or later.
    record AtTime(long timestampMs) implements ResetTarget {}

    /// Stays where it is; what has no committed offset gets one at the end.
    record Current() implements ResetTarget {}

    /// What a plan file says.
    record Planned(Map<TopicPartition, Long> offsets) implements ResetTarget {
        public Planned {
            offsets = Map.copyOf(offsets);
        }
    }
}
