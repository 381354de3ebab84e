package io.varve.cli.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Asks a cluster for its topics and where their logs begin and end.
record LogReader(Admin admin) {

    /// What the offset of a partition without such a record is.
    private static final long NONE = -1;

    /// The partitions of those topics that exist.
    Set<TopicPartition> partitions(Collection<String> topics) throws InterruptedException, ExecutionException {
        var partitions = new TreeSet<>(GroupReader.BY_NAME);
        for (var described :
                admin.describeTopics(Set.copyOf(topics)).topicNameValues().entrySet()) {
            try {
                for (TopicPartitionInfo info : described.getValue().get().partitions()) {
                    partitions.add(new TopicPartition(described.getKey(), info.partition()));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException
                        || e.getCause() instanceof InvalidTopicException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }

    /// Of those partitions that exist. The client would wait for others to come into being, so they are not asked
    /// for.
    Map<TopicPartition, LogBounds> bounds(Collection<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        Set<TopicPartition> existing =
                partitions(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        existing.retainAll(Set.copyOf(partitions));
        Map<TopicPartition, Long> starts = offsets(existing, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(existing, OffsetSpec.latest());
        var bounds = new HashMap<TopicPartition, LogBounds>();
        starts.forEach((partition, start) ->
                bounds.put(partition, new LogBounds(start, Objects.requireNonNull(ends.get(partition)))));
        return bounds;
    }

    /// The offset of the first record of that time or later, for partitions that have one.
    Map<TopicPartition, Long> atTime(Collection<TopicPartition> partitions, long timestampMs)
            throws InterruptedException, ExecutionException {
        return offsets(partitions, OffsetSpec.forTimestamp(timestampMs));
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)))
                .all()
                .get();
        return found.entrySet().stream()
                .filter(each -> each.getValue().offset() != NONE)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }
}
