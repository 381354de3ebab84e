package io.varve.cli.records;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/// Where a consumer stands.
final class Positions {

    private Positions() {}

    /// @param ends where the partitions end
    static void seek(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Start start,
            Map<TopicPartition, Long> ends) {
        switch (start) {
            case Start.Beginning beginning -> consumer.seekToBeginning(partitions);
            case Start.End end -> ends.forEach(consumer::seek);
            case Start.AtOffset(long offset) -> {
                Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
                ends.forEach((partition, end) -> consumer.seek(
                        partition, Math.clamp(offset < 0 ? end + offset : offset, of(beginnings, partition), end)));
            }
            case Start.AtTime(long timestampMs) -> {
                var times = new HashMap<TopicPartition, Long>();
                partitions.forEach(partition -> times.put(partition, timestampMs));
                Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
                ends.forEach((partition, end) -> {
                    OffsetAndTimestamp at = found.get(partition);
                    consumer.seek(partition, at == null ? end : at.offset());
                });
            }
        }
    }

    /// The offset of a partition that was asked for.
    static long of(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition));
    }

    /// Whether something is left to read before the ends.
    static boolean before(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }
}
