package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Printable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Partitions of one topic, as Kafka's tools have them on the command line: `TOPIC` or `TOPIC:0,3`.
///
/// @param partitions none stands for all of them
record PartitionSet(String topic, List<Integer> partitions) {

    private static final Pattern SYNTAX =
            Pattern.compile("(?<topic>[a-zA-Z0-9._-]{1,249})(:(?<partitions>[0-9]{1,9}(,[0-9]{1,9})*))?");

    PartitionSet {
        partitions = List.copyOf(partitions);
    }

    /// Reads what was typed.
    static final class Converter implements ITypeConverter<PartitionSet> {

        @Override
        public PartitionSet convert(String typed) {
            Matcher matcher = SYNTAX.matcher(typed);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + Printable.text(typed) + "' is neither TOPIC nor TOPIC:0,3");
            }
            String partitions = matcher.group("partitions");
            return new PartitionSet(
                    matcher.group("topic"),
                    partitions == null
                            ? List.of()
                            : Arrays.stream(partitions.split(","))
                                    .map(Integer::valueOf)
                                    .distinct()
                                    .sorted()
                                    .toList());
        }
    }

    /// Those that are meant, of all that the topic has.
    List<TopicPartition> among(Collection<TopicPartition> all) {
        List<TopicPartition> ofTopic =
                all.stream().filter(each -> each.topic().equals(topic)).toList();
        if (partitions.isEmpty()) {
            return ofTopic;
        }
        List<TopicPartition> named = partitions.stream()
                .map(number -> new TopicPartition(topic, number))
                .toList();
        named.stream().filter(each -> !ofTopic.contains(each)).findFirst().ifPresent(missing -> {
            throw new CommandException("topic '" + topic + "' has no partition " + missing.partition());
        });
        return named;
    }

    boolean contains(TopicPartition partition) {
        return partition.topic().equals(topic) && (partitions.isEmpty() || partitions.contains(partition.partition()));
    }
}
