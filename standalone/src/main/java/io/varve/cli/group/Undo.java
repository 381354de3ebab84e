package io.varve.cli.group;

import io.varve.cli.console.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/// The commands for a shell that take back what was done to the committed offsets of a group.
record Undo(String bootstrap, String group) {

    /// Prints nothing if nothing was changed.
    void print(PrintStream out, Collection<TopicPartition> changed, Map<TopicPartition, Long> before) {
        if (!changed.isEmpty()) {
            out.println("to take it back:");
            lines(changed, before).forEach(out::println);
        }
    }

    /// @param changed the partitions whose offsets were written or deleted
    /// @param before what was committed for them, if anything
    List<String> lines(Collection<TopicPartition> changed, Map<TopicPartition, Long> before) {
        var offsets = new TreeMap<TopicPartition, Long>(GroupReader.BY_NAME);
        var none = new ArrayList<TopicPartition>();
        for (TopicPartition partition : changed) {
            Long offset = before.get(partition);
            if (offset == null) {
                none.add(partition);
            } else {
                offsets.put(partition, offset);
            }
        }
        var lines = new ArrayList<String>();
        if (!offsets.isEmpty()) {
            lines.add(command("reset", " --from -") + " <<END");
            PlanFile.write(offsets).lines().forEach(lines::add);
            lines.add("END");
        }
        if (!none.isEmpty()) {
            lines.add(command("delete", offsetsOf(none)));
        }
        return lines;
    }

    /// The group comes last, where it cannot be taken for an option.
    private String command(String verb, String options) {
        return "varve group " + verb + " --bootstrap " + Printable.word(bootstrap) + options + " --yes -- "
                + Printable.word(group);
    }

    private static String offsetsOf(List<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(each -> Integer.toString(each.partition()), Collectors.joining(","))))
                .entrySet()
                .stream()
                .map(each -> " --offsets-of " + each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining());
    }
}
