package io.varve.cli.topic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve topic describe`.
@Command(
        name = "describe",
        description =
                "Shows topics: their configs that are not the defaults, and where each partition begins and ends.",
        sortOptions = false)
final class TopicDescribe implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Names of the topics.")
    private List<String> topics = List.of();

    @Option(names = "--json", description = "Prints a JSON array.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    TopicDescribe(Console console) {
        this.console = console;
    }

    private record Partition(int number, @Nullable Node leader, long startOffset, long endOffset) {}

    private record Topic(TopicDescription description, SortedMap<String, String> configs, List<Partition> partitions) {}

    @Override
    public Integer call() throws InterruptedException {
        var described = new ArrayList<Topic>();
        try (Admin admin = cluster.admin()) {
            Map<String, TopicDescription> descriptions =
                    admin.describeTopics(topics).allTopicNames().get();
            for (String topic : topics) {
                described.add(describe(admin, Objects.requireNonNull(descriptions.get(topic))));
            }
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
        if (json) {
            ArrayNode array = Json.array();
            described.forEach(topic -> array.add(toJson(topic)));
            console.out().println(Json.line(array));
        } else {
            described.forEach(topic -> print(topic, console.out()));
        }
        return 0;
    }

    private static Topic describe(Admin admin, TopicDescription description)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(admin, description, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(admin, description, OffsetSpec.latest());
        List<Partition> partitions = description.partitions().stream()
                .sorted(Comparator.comparingInt(TopicPartitionInfo::partition))
                .map(info -> {
                    var partition = new TopicPartition(description.name(), info.partition());
                    return new Partition(
                            info.partition(), info.leader(), offset(starts, partition), offset(ends, partition));
                })
                .toList();
        return new Topic(description, configs(admin, description.name()), partitions);
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, TopicDescription description, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        description
                .partitions()
                .forEach(info -> wanted.put(new TopicPartition(description.name(), info.partition()), spec));
        return admin.listOffsets(wanted).all().get();
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition)).offset();
    }

    private static SortedMap<String, String> configs(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var configs = new TreeMap<String, String>();
        Config described = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        for (ConfigEntry entry : Objects.requireNonNull(described).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                configs.put(entry.name(), entry.value());
            }
        }
        return configs;
    }

    private static void print(Topic topic, PrintStream out) {
        out.println(topic.description().name() + "  id " + topic.description().topicId());
        topic.configs().forEach((key, value) -> out.println("  " + key + "=" + value));
        out.printf(Locale.ROOT, "  %9s  %12s  %12s  %12s  %s%n", "partition", "start", "end", "offsets", "leader");
        for (Partition partition : topic.partitions()) {
            out.printf(
                    Locale.ROOT,
                    "  %9d  %12d  %12d  %12d  %s%n",
                    partition.number(),
                    partition.startOffset(),
                    partition.endOffset(),
                    partition.endOffset() - partition.startOffset(),
                    address(partition.leader()));
        }
    }

    private static String address(@Nullable Node leader) {
        return leader == null ? "none" : leader.host() + ":" + leader.port();
    }

    private static ObjectNode toJson(Topic topic) {
        ObjectNode object = Json.object()
                .put("name", topic.description().name())
                .put("id", topic.description().topicId().toString());
        ObjectNode configs = object.putObject("configs");
        topic.configs().forEach(configs::put);
        ArrayNode partitions = object.putArray("partitions");
        topic.partitions()
                .forEach(partition -> partitions
                        .addObject()
                        .put("partition", partition.number())
                        .put("start", partition.startOffset())
                        .put("end", partition.endOffset())
                        .put("leader", address(partition.leader())));
        return object;
    }
}
