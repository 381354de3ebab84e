package io.varve.cli.group;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/// A group and how far it is, with every partition that is assigned or has a committed offset.
record GroupReport(ConsumerGroupDescription group, List<PartitionLag> partitions) {

    /// @param bounds of partitions that exist
    static GroupReport of(
            ConsumerGroupDescription group,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, LogBounds> bounds) {
        Map<TopicPartition, MemberDescription> members = members(group);
        var all = new TreeSet<>(GroupReader.BY_NAME);
        all.addAll(committed.keySet());
        all.addAll(members.keySet());
        return new GroupReport(
                group,
                all.stream()
                        .map(partition -> new PartitionLag(
                                partition, committed.get(partition), bounds.get(partition), members.get(partition)))
                        .toList());
    }

    static Map<TopicPartition, MemberDescription> members(ConsumerGroupDescription group) {
        var members = new HashMap<TopicPartition, MemberDescription>();
        group.members()
                .forEach(member ->
                        member.assignment().topicPartitions().forEach(partition -> members.put(partition, member)));
        return members;
    }

    /// Of the partitions that have a lag.
    long totalLag() {
        return partitions.stream()
                .map(PartitionLag::lag)
                .flatMapToLong(OptionalLong::stream)
                .sum();
    }

    long partitionsWithoutLag() {
        return partitions.stream().filter(each -> each.lag().isEmpty()).count();
    }
}
