package io.varve.cli.group;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Asks a cluster for its consumer groups.
record GroupReader(Admin admin) {

    /// Partitions as people look for them.
    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /// What came of asking for a group.
    sealed interface Found {

        record Group(ConsumerGroupDescription description) implements Found {}

        record Missing() implements Found {}

        /// @param failure what the client threw
        record Failed(ExecutionException failure) implements Found {}
    }

    /// In the order in which they are given.
    Map<String, Found> describe(Collection<String> groups) throws InterruptedException {
        Map<String, KafkaFuture<ConsumerGroupDescription>> described =
                admin.describeConsumerGroups(groups).describedGroups();
        var found = new LinkedHashMap<String, Found>();
        for (String group : groups) {
            found.put(group, found(Objects.requireNonNull(described.get(group))));
        }
        return found;
    }

    private static Found found(KafkaFuture<ConsumerGroupDescription> described) throws InterruptedException {
        try {
            ConsumerGroupDescription group = described.get();
            // How brokers before Kafka 4.0 say that there is none.
            return group.groupState() == GroupState.DEAD ? new Found.Missing() : new Found.Group(group);
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupIdNotFoundException ? new Found.Missing() : new Found.Failed(e);
        }
    }

    /// A group, or none; anything else is a failure.
    Optional<ConsumerGroupDescription> describe(String group) throws InterruptedException, ExecutionException {
        return switch (Objects.requireNonNull(describe(List.of(group)).get(group))) {
            case Found.Group(ConsumerGroupDescription description) -> Optional.of(description);
            case Found.Missing missing -> Optional.empty();
            case Found.Failed(ExecutionException failure) -> throw failure;
        };
    }

    /// The committed offsets of groups that exist. The client asks each coordinator once.
    Map<String, SortedMap<TopicPartition, Long>> committed(Collection<String> groups)
            throws InterruptedException, ExecutionException {
        if (groups.isEmpty()) {
            return Map.of();
        }
        Map<String, ListConsumerGroupOffsetsSpec> asked = groups.stream()
                .distinct()
                .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
        return admin.listConsumerGroupOffsets(asked).all().get().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> offsets(each.getValue())));
    }

    /// The committed offsets of one group, none if there is no such group.
    SortedMap<TopicPartition, Long> committed(String group) throws InterruptedException, ExecutionException {
        try {
            return Objects.requireNonNull(committed(List.of(group)).get(group));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return new TreeMap<>(BY_NAME);
            }
            throw e;
        }
    }

    private static SortedMap<TopicPartition, Long> offsets(Map<TopicPartition, OffsetAndMetadata> committed) {
        var offsets = new TreeMap<TopicPartition, Long>(BY_NAME);
        committed.forEach((partition, offset) -> {
            // The client's way to say that nothing is committed.
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }
}
