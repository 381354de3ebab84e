package io.varve.cli.group;

import java.util.OptionalLong;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How far a group is with a partition.
///
/// @param committed the offset of the next record to read; null if none is committed
/// @param log null if the partition is gone
/// @param member whom the partition is assigned to, if to anybody
record PartitionLag(
        TopicPartition partition,
        @Nullable Long committed,
        @Nullable LogBounds log,
        @Nullable MemberDescription member) {

    /// How many offsets are left to the end, as Kafka counts it: also for a position that is outside of the log.
    OptionalLong lag() {
        return committed == null || log == null ? OptionalLong.empty() : OptionalLong.of(log.end() - committed);
    }

    /// What numbers do not tell.
    String note() {
        if (log == null) {
            return "the partition is gone";
        }
        if (committed == null) {
            return "nothing committed";
        }
        if (committed > log.end()) {
            return "beyond the end of the log";
        }
        return committed < log.start() ? "deleted up to " + log.start() + ", unread" : "";
    }
}
