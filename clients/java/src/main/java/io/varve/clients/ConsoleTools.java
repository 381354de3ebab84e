package io.varve.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// What Kafka's own tools for topics, configs and groups say of a broker, command by command.
///
/// The broker has nothing else on it. What differs from run to run, and how wide columns are, is evened out.
public final class ConsoleTools {
    private static final String TOPIC = "console-orders";
    private static final String SIMPLE = "console-simple";
    private static final String CLASSIC = "console-classic";
    private static final String MODERN = "console-modern";
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final Path folder;
    private final Map<String, String> evened = new HashMap<>();

    private ConsoleTools(String bootstrap, Path folder) {
        this.bootstrap = bootstrap;
        this.folder = folder;
        evened.put(bootstrap, "HOST:PORT");
        evened.put(folder.toString(), "FOLDER");
    }

    /// Arguments: a bootstrap address and a folder for files.
    public static void main(String[] args) throws Exception {
        new ConsoleTools(args[0], Path.of(args[1])).run();
    }

    private void run() throws Exception {
        topics();
        configs();
        produce();
        liveGroups();
        emptyGroups();
        strangeGroups();
        deletions();
    }

    private void topics() throws Exception {
        type(ConsoleTool.TOPICS, "--create", "--topic", TOPIC, "--partitions", "2", "--config", "retention.ms=3600000");
        type(ConsoleTool.TOPICS, "--create", "--topic", TOPIC);
        type(ConsoleTool.TOPICS, "--create", "--topic", TOPIC, "--if-not-exists");
        type(ConsoleTool.TOPICS, "--create", "--topic", "no/topic");
        type(ConsoleTool.TOPICS, "--create", "--topic", "console-none", "--config", "retention.mz=1");
        type(ConsoleTool.TOPICS, "--list", "--exclude-internal");
        type(ConsoleTool.TOPICS, "--describe", "--topic", TOPIC);
        type(ConsoleTool.TOPICS, "--alter", "--topic", TOPIC, "--partitions", "3");
        type(ConsoleTool.TOPICS, "--alter", "--topic", TOPIC, "--partitions", "2");
        type(ConsoleTool.TOPICS, "--describe", "--topic", TOPIC);
        type(ConsoleTool.TOPICS, "--describe", "--topic", "console-missing");
        type(ConsoleTool.TOPICS, "--alter", "--topic", "console-missing", "--partitions", "2");
    }

    private void configs() throws Exception {
        String[] topic = {"--entity-type", "topics", "--entity-name", TOPIC};
        configs("--describe", topic);
        configs("--alter", topic, "--add-config", "max.message.bytes=2000,cleanup.policy=[compact,delete]");
        configs("--describe", topic);
        configs("--alter", topic, "--delete-config", "max.message.bytes,retention.ms");
        configs("--describe", topic);
        configs("--alter", topic, "--add-config", "retention.ms=soon");
        configs("--alter", topic, "--add-config", "retention.mz=1");
        String[] group = {"--entity-type", "groups", "--entity-name", MODERN};
        configs("--describe", group);
        configs(
                "--alter",
                group,
                "--add-config",
                "consumer.session.timeout.ms=50000,consumer.heartbeat.interval.ms=6000");
        configs("--describe", group);
        configs("--alter", group, "--add-config", "consumer.session.timeout.ms=1");
        configs("--alter", group, "--add-config", "consumer.session.timeout.mz=1");
        configs("--alter", group, "--delete-config", "consumer.session.timeout.ms,consumer.heartbeat.interval.ms");
        configs("--describe", group);
    }

    private void configs(String action, String[] entity, String... change) throws Exception {
        var arguments = new ArrayList<>(List.of(action));
        arguments.addAll(List.of(entity));
        arguments.addAll(List.of(change));
        type(ConsoleTool.CONFIGS, arguments.toArray(String[]::new));
    }

    /// Ten records, five and none.
    private void produce() {
        try (Producer<byte[], byte[]> producer = Connections.producer(bootstrap, Map.of())) {
            for (int i = 0; i < 15; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % 3 == 2 ? 1 : 0, new byte[0], new byte[0]));
            }
        }
    }

    private void liveGroups() throws Exception {
        commit(SIMPLE, 4);
        KafkaConsumer<byte[], byte[]> classic = join(CLASSIC, "classic", Map.of("group.instance.id", "first"));
        KafkaConsumer<byte[], byte[]> modern = join(MODERN, "consumer", Map.of());
        try {
            classic.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(6)));
            modern.commitSync(Map.of(new TopicPartition(TOPIC, 1), new OffsetAndMetadata(2)));
            evened.put(classic.groupMetadata().memberId(), "MEMBER");
            evened.put(modern.groupMetadata().memberId(), "MEMBER");
            groups("--list");
            groups("--list", "--state", "--type");
            groups("--list", "--state", "empty");
            groups("--list", "--type", "consumer");
            for (String group : List.of(SIMPLE, CLASSIC, MODERN)) {
                groups("--describe", "--group", group);
                groups("--describe", "--group", group, "--offsets", "--verbose");
                groups("--describe", "--group", group, "--members", "--verbose");
                groups("--describe", "--group", group, "--state", "--verbose");
            }
            for (String group : List.of(CLASSIC, MODERN)) {
                groups("--reset-offsets", "--group", group, "--all-topics", "--to-earliest", "--execute");
                groups("--delete", "--group", group);
                groups("--delete-offsets", "--group", group, "--topic", TOPIC);
            }
        } finally {
            // A member with an instance id would stay one otherwise.
            CloseOptions leaving = CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
            classic.close(leaving);
            modern.close(leaving);
        }
    }

    private void emptyGroups() throws Exception {
        for (String group : List.of(CLASSIC, MODERN)) {
            groups("--describe", "--group", group);
            groups("--describe", "--group", group, "--state");
        }
        reset("--to-earliest");
        reset("--to-latest");
        reset("--to-current");
        reset("--to-offset", "3");
        reset("--to-offset", "100");
        reset("--shift-by", "-2");
        reset("--shift-by", "-200");
        reset("--to-datetime", "2013-01-01T00:00:00.000");
        reset("--by-duration", "PT0S");
        Path plan = folder.resolve("plan.csv");
        String exported = groups(
                "--reset-offsets", "--group", SIMPLE, "--topic", TOPIC, "--to-offset", "1", "--dry-run", "--export");
        Files.writeString(plan, exported);
        groups("--reset-offsets", "--group", SIMPLE, "--from-file", plan.toString(), "--execute");
        groups("--describe", "--group", SIMPLE);
        groups("--reset-offsets", "--group", MODERN, "--topic", TOPIC + ":0,1", "--to-latest", "--execute");
        groups("--describe", "--group", MODERN);
        groups("--reset-offsets", "--group", "console-new", "--topic", TOPIC + ":1", "--to-offset", "2", "--execute");
        groups("--describe", "--group", "console-new");
        groups("--delete-offsets", "--group", SIMPLE, "--topic", TOPIC + ":0");
        groups("--delete-offsets", "--group", SIMPLE, "--topic", "console-missing");
        groups("--describe", "--group", SIMPLE);
    }

    private void reset(String... target) throws Exception {
        var arguments = new ArrayList<>(List.of("--reset-offsets", "--group", SIMPLE, "--all-topics", "--dry-run"));
        arguments.addAll(List.of(target));
        groups(arguments.toArray(String[]::new));
    }

    private void strangeGroups() throws Exception {
        groups("--describe", "--group", "console-missing");
        groups("--delete", "--group", "console-missing");
        groups("--delete-offsets", "--group", "console-missing", "--topic", TOPIC);
        for (String group : List.of("a/b", "\ud83d\ude00", "two words")) {
            commit(group, 1);
            groups("--describe", "--group", group);
            groups("--delete", "--group", group);
        }
        groups("--describe", "--group", "");
        groups("--delete", "--group", "");
    }

    private void deletions() throws Exception {
        groups("--delete", "--group", SIMPLE, "--group", "console-missing", "--group", CLASSIC);
        groups("--delete", "--group", MODERN, "--group", "console-new");
        groups("--list");
        type(ConsoleTool.TOPICS, "--delete", "--topic", TOPIC);
        type(ConsoleTool.TOPICS, "--delete", "--topic", TOPIC);
        type(ConsoleTool.TOPICS, "--delete", "--topic", TOPIC, "--if-exists");
        type(ConsoleTool.TOPICS, "--list", "--exclude-internal");
    }

    /// As a consumer does that assigns itself its partitions.
    private void commit(String group, long offset) {
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of("group.id", group))) {
            consumer.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(offset)));
        }
    }

    /// A member that has all the partitions.
    private KafkaConsumer<byte[], byte[]> join(String group, String protocol, Map<String, Object> more) {
        var config = new HashMap<>(more);
        config.putAll(Map.of("group.id", group, "group.protocol", protocol, "client.id", "reader"));
        config.put("auto.offset.reset", "earliest");
        KafkaConsumer<byte[], byte[]> member = Connections.consumer(bootstrap, config);
        member.subscribe(List.of(TOPIC));
        while (member.assignment().size() < 3) {
            member.poll(POLL);
        }
        return member;
    }

    private String groups(String... arguments) throws Exception {
        return type(ConsoleTool.GROUPS, arguments);
    }

    /// Shows the command and what it says.
    private String type(ConsoleTool tool, String... arguments) throws ReflectiveOperationException, IOException {
        String said = tool.run(bootstrap, List.of(arguments));
        System.out.println("$ " + tool.command() + " " + even(String.join(" ", arguments)));
        Stream<String> lines = even(said).lines().map(String::strip).filter(line -> !line.isEmpty());
        // A broker lists in any order.
        (List.of(arguments).contains("--list") ? lines.sorted() : lines).forEach(System.out::println);
        return said;
    }

    private String even(String text) {
        String even = text;
        for (Map.Entry<String, String> each : evened.entrySet()) {
            even = even.replace(each.getKey(), each.getValue());
        }
        return even
                // That Kafka keeps track of eligible leader replicas shows in these places.
                .replaceAll("\tElr: .*", "")
                .replaceAll("min.insync.replicas=1,?", "")
                // Kafka has this default in hours, which it does not call a synonym.
                .replaceAll(", DEFAULT_CONFIG:log.retention.ms=\\d+", "")
                .replaceAll(" {2,}|\t", " ")
                .replaceAll("TopicId: \\S+", "TopicId: ID")
                .replaceAll("(Leader|Replicas|Isr): \\d+", "$1: NODE")
                .replaceAll("HOST:PORT \\(\\d+\\)", "HOST:PORT (NODE)");
    }
}
