package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/// Finds out what a reset of a group comes to.
record ResetPlanner(Admin admin, String group) {

    /// @param topics none stands for all that the group has committed offsets for
    ResetPlan plan(ResetTarget target, List<PartitionSet> topics) throws InterruptedException, ExecutionException {
        SortedMap<TopicPartition, Long> committed = new GroupReader(admin).committed(group);
        Collection<TopicPartition> wanted;
        if (target instanceof ResetTarget.Planned(Map<TopicPartition, Long> offsets)) {
            wanted = offsets.keySet();
        } else {
            wanted = topics.isEmpty() ? committed.keySet() : partitions(topics);
        }
        if (wanted.isEmpty()) {
            throw new CommandException("group " + Printable.word(group)
                    + " has no committed offsets: name the topics it shall read with --topic");
        }
        var logs = new LogReader(admin);
        Map<TopicPartition, LogBounds> bounds = logs.bounds(wanted);
        Map<TopicPartition, Long> atTime = target instanceof ResetTarget.AtTime(long timestampMs)
                ? logs.atTime(bounds.keySet(), timestampMs)
                : Map.of();
        var positions = new ArrayList<PartitionPosition>();
        for (TopicPartition partition : wanted) {
            LogBounds log = bounds.get(partition);
            if (log == null) {
                throw new CommandException("there is no partition " + partition + " any more: leave it out, "
                        + (target instanceof ResetTarget.Planned
                                ? "by taking its line out of the file"
                                : "by naming the others with --topic"));
            }
            positions.add(new PartitionPosition(partition, committed.get(partition), log, atTime.get(partition)));
        }
        return ResetPlan.of(target, positions);
    }

    private Set<TopicPartition> partitions(List<PartitionSet> topics) throws InterruptedException, ExecutionException {
        Set<TopicPartition> existing = new LogReader(admin)
                .partitions(topics.stream().map(PartitionSet::topic).toList());
        var partitions = new TreeSet<>(GroupReader.BY_NAME);
        for (PartitionSet set : topics) {
            if (existing.stream().noneMatch(each -> each.topic().equals(set.topic()))) {
                throw new CommandException(
                        "there is no topic '" + set.topic() + "': 'varve topic list' shows those there are");
            }
            partitions.addAll(set.among(existing));
        }
        return partitions;
    }

    /// Whether the group still stands where the plan found it.
    boolean stillHolds(ResetPlan plan) throws InterruptedException, ExecutionException {
        SortedMap<TopicPartition, Long> committed = new GroupReader(admin).committed(group);
        return plan.moves().stream().allMatch(move -> Objects.equals(committed.get(move.partition()), move.from()));
    }
}
