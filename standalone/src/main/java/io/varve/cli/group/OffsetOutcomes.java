package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// Reports what came of changing the committed offsets of a group.
record OffsetOutcomes(Console console, ClusterOptions cluster, String group) {

    /// @param done what to say of a success
    /// @return the partitions whose offsets were changed
    Collection<TopicPartition> await(
            String done, Collection<TopicPartition> partitions, Function<TopicPartition, KafkaFuture<Void>> outcomes)
            throws InterruptedException {
        var changed = new TreeSet<>(GroupReader.BY_NAME);
        var refused = new TreeMap<String, TreeSet<TopicPartition>>();
        for (TopicPartition partition : partitions) {
            try {
                outcomes.apply(partition).get();
                changed.add(partition);
            } catch (ExecutionException e) {
                refused.computeIfAbsent(
                                new GroupFailures(cluster).words(e), words -> new TreeSet<>(GroupReader.BY_NAME))
                        .add(partition);
            }
        }
        String shown = Printable.cell(group);
        if (!changed.isEmpty()) {
            console.out().println(done + " " + GroupText.count(changed.size(), "offset") + " of group " + shown);
        }
        refused.forEach((words, unchanged) -> console.err()
                .println("varve: " + shown + ": " + unchanged.first()
                        + (unchanged.size() == 1 ? "" : " and " + (unchanged.size() - 1) + " more") + ": " + words));
        return changed;
    }
}
