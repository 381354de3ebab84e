package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands about groups, put to a node and to groups of Kafka's own consumers.
@Timeout(120)
class GroupCommandsIT {

    private static final int RECORDS = 20;

    @TempDir
    private static Path folder;

    private static VarveProcess node;
    private static String bootstrap;
    private static CommandRun.Against cluster;

    private final String group = "billing-" + UUID.randomUUID();
    private final String topic = "orders-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = VarveProcess.start(folder, Map.of(), "start", "--store", "memory:", "--journal", "memory:");
        bootstrap = node.ready().kafka();
        cluster = new CommandRun.Against(bootstrap);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /// A topic of one partition, of which the group has read half.
    @BeforeEach
    void prepare() {
        cluster.run("topic", "create", topic, "--partitions", "1");
        cluster.run("topic", "create", topic + "-2", "--partitions", "2");
        cluster.withInput("record\n".repeat(RECORDS), "produce", topic);
        commit(group, 10);
    }

    /// As a consumer does that assigns itself its partitions.
    private void commit(String committing, long offset) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "group.id", committing),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)));
        }
    }

    private List<Long> committed(String described) throws JsonProcessingException {
        JsonNode groups =
                Json.parse(cluster.run("group", "describe", described, "--json").out());
        return StreamSupport.stream(groups.spliterator(), false)
                .flatMap(each -> each.get("partitions").findValues("committed").stream())
                .map(JsonNode::asLong)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupWithAMemberIsListedAndDescribed(String protocol) throws JsonProcessingException {
        String live = group + "-" + protocol;
        commit(live, 5);
        try (var reading = LiveGroup.join(bootstrap, live, protocol, topic)) {
            JsonNode listed = only(cluster.run("group", "list", "--state", "stable", "--json"), live);
            JsonNode described = only(cluster.run("group", "describe", live, "--json"), live);
            CommandRun text = cluster.run("group", "describe", live, "--members");

            assertThat(listed.get("type").asText()).isEqualToIgnoringCase(protocol);
            assertThat(listed.get("protocol").asText()).isEqualTo("consumer");
            assertThat(described.get("state").asText()).isEqualTo("Stable");
            assertThat(described.get("lag").asLong()).isEqualTo(RECORDS - 5);
            assertThat(described.get("members").get(0).get("client").asText()).isEqualTo("reader");
            assertThat(described.get("partitions").get(0).get("member").asText())
                    .isEqualTo(reading.member().groupMetadata().memberId());
            assertThat(text.out()).contains("1 member, assignor ", topic + ":0", "lag 15 in 1 partition");
            assertThat(text.err()).isEmpty();
        }
    }

    private static JsonNode only(CommandRun run, String group) throws JsonProcessingException {
        return StreamSupport.stream(Json.parse(run.out()).spliterator(), false)
                .filter(each -> each.get("group").asText().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupWithAMemberIsNeitherResetNorDeleted(String protocol) throws JsonProcessingException {
        try (var reading = LiveGroup.join(bootstrap, group, protocol, topic)) {
            CommandRun reset = cluster.run("group", "reset", group, "--all-topics", "--to-earliest", "--yes");
            CommandRun deleted = cluster.run("group", "delete", group, "--yes");
            CommandRun offsets = cluster.run("group", "delete", group, "--offsets-of", topic, "--yes");

            String refusal = line("varve: group " + group + " is Stable with 1 member: stop them first");
            assertThat(reset).isEqualTo(new CommandRun(1, "", refusal));
            assertThat(deleted).isEqualTo(new CommandRun(1, "", refusal));
            assertThat(offsets.exitCode()).isEqualTo(1);
            assertThat(offsets.err())
                    .isEqualTo(line(
                            "varve: " + group + ": " + topic + "-0: members of the group are subscribed to the topic"));
            assertThat(reading.member().assignment()).hasSize(1);
        }
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void aResetWritesWhatItShowsAndIsTakenBackByWhatItPrints() throws JsonProcessingException {
        CommandRun reset = cluster.run("group", "reset", group, "--all-topics", "--shift-by", "-4", "--yes");

        assertThat(reset.exitCode()).isZero();
        assertThat(reset.out())
                .containsPattern(topic + " +0 +10 +6 +-4\n")
                .contains("wrote 1 offset of group " + group);
        assertThat(committed(group)).containsExactly(6L);

        assertThat(typed(reset.out()).exitCode()).isZero();
        assertThat(committed(group)).containsExactly(10L);
    }

    /// Does what a shell does with the commands that take something back.
    private static CommandRun typed(String said) {
        List<String> lines = said.lines()
                .dropWhile(line -> !line.equals("to take it back:"))
                .skip(1)
                .toList();
        String[] words = lines.getFirst().split(" ");
        var arguments = new ArrayList<>(List.of(words).subList(1, words.length));
        arguments.remove("<<END");
        String input = String.join("\n", lines.subList(1, lines.size()));
        return CommandRun.withInput(input.replace("\nEND", "\n"), arguments.toArray(String[]::new));
    }

    @Test
    void whatWasNotCommittedBeforeIsTakenBackToo() throws JsonProcessingException {
        CommandRun reset = cluster.run("group", "reset", group, "--topic", topic + "-2:1", "--to-latest", "--yes");

        assertThat(reset.out()).containsPattern(topic + "-2 +1 +none +0\n");
        assertThat(committed(group)).containsExactly(10L, 0L);

        assertThat(typed(reset.out()).exitCode()).isZero();
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void aDryRunAndANoChangeNothing() throws JsonProcessingException {
        CommandRun dry = cluster.run("group", "reset", group, "--topic", topic, "--to-latest", "--dry-run");
        CommandRun refused = cluster.answered(() -> "n\n", "group", "reset", group, "--topic", topic, "--to-latest");
        CommandRun kept = cluster.answered(() -> "", "group", "delete", group);
        CommandRun shown = cluster.run("group", "delete", group, "--dry-run");

        assertThat(dry.exitCode()).isZero();
        assertThat(refused)
                .isEqualTo(new CommandRun(1, dry.out(), "Write 1 offset? [y/N] " + line("varve: nothing was changed")));
        assertThat(kept)
                .isEqualTo(
                        new CommandRun(1, shown.out(), "Delete 1 group? [y/N] " + line("varve: nothing was changed")));
        assertThat(shown.exitCode()).isZero();
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void aYesIsEnough() throws JsonProcessingException {
        CommandRun reset = cluster.answered(() -> "y\n", "group", "reset", group, "--topic", topic, "--to-latest");

        assertThat(reset.exitCode()).isZero();
        assertThat(committed(group)).containsExactly((long) RECORDS);
    }

    @Test
    void aGroupThatCameAliveMeanwhileIsLeftAlone() throws JsonProcessingException {
        var alive = new ArrayList<LiveGroup>();
        CommandRun reset = cluster.answered(
                () -> {
                    alive.add(LiveGroup.join(bootstrap, group, "consumer", topic));
                    return "y\n";
                },
                "group",
                "reset",
                group,
                "--topic",
                topic,
                "--to-earliest");
        alive.forEach(LiveGroup::close);

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.err())
                .endsWith(line("varve: " + group + ": " + topic + "-0: the group has members: stop them first"));
        assertThat(reset.out()).doesNotContain("wrote", "take it back");
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void aPlanThatNoLongerHoldsIsNotWritten() throws JsonProcessingException {
        CommandRun reset = cluster.answered(
                () -> {
                    commit(group, 11);
                    return "y\n";
                },
                "group",
                "reset",
                group,
                "--topic",
                topic,
                "--shift-by",
                "1");

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.err()).contains("somebody else has committed offsets meanwhile: nothing was changed");
        assertThat(committed(group)).containsExactly(11L);
    }

    @Test
    void aPlanIsKeptInAFileAndFollowedLater(@TempDir Path plans) throws JsonProcessingException {
        String plan = plans.resolve("plan.csv").toString();
        cluster.run("group", "reset", group, "--topic", topic, "--to-offset", "3", "--dry-run", "--export", plan);
        assertThat(committed(group)).containsExactly(10L);

        CommandRun followed = cluster.run("group", "reset", group, "--from", plan, "--yes");

        assertThat(followed.exitCode()).isZero();
        assertThat(committed(group)).containsExactly(3L);
    }

    @Test
    void aTimeIsThatOfARecord() throws JsonProcessingException {
        String time = Json.parse(cluster.run("consume", topic, "--json", "--offset", "0", "--limit", "1")
                        .out())
                .get("timestamp")
                .asText();

        cluster.run("group", "reset", group, "--topic", topic, "--to-time", time, "--yes");
        assertThat(committed(group)).containsExactly(0L);

        CommandRun future = cluster.run("group", "reset", group, "--topic", topic, "--by-duration", "PT-1H", "--yes");
        assertThat(future.out()).contains("no record of that time or later: the end");
        assertThat(committed(group)).containsExactly((long) RECORDS);
    }

    @Test
    void aGroupIsDeletedAndBroughtBack() throws JsonProcessingException {
        CommandRun deleted = cluster.run("group", "delete", group, "--yes");

        assertThat(deleted.exitCode()).isZero();
        assertThat(deleted.out()).contains("deleted group " + group);
        assertThat(cluster.run("group", "describe", group))
                .isEqualTo(new CommandRun(
                        1,
                        "",
                        line("varve: there is no consumer group " + group
                                + ": 'varve group list --type classic,consumer' shows those there are")));

        assertThat(typed(deleted.out()).exitCode()).isZero();
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void whatWasCommittedAfterADeletionWasShownIsNotDeleted() throws JsonProcessingException {
        CommandRun deleted = cluster.answered(
                () -> {
                    commit(group, 11);
                    return "y\n";
                },
                "group",
                "delete",
                group);

        assertThat(deleted.exitCode()).isEqualTo(1);
        assertThat(deleted.err()).contains("somebody else has committed offsets meanwhile: nothing was changed");
        assertThat(committed(group)).containsExactly(11L);
    }

    @Test
    void oneGroupThatIsNotThereDoesNotKeepAnotherFromBeingDeleted() {
        CommandRun deleted = cluster.run("group", "delete", "nobody", group, "--yes");

        assertThat(deleted.exitCode()).isEqualTo(1);
        assertThat(deleted.out()).contains("deleted group " + group);
        assertThat(deleted.err())
                .startsWith("varve: there is no consumer group nobody: ")
                .hasLineCount(1);
    }

    @Test
    void offsetsOfATopicAreDeletedAlone() throws JsonProcessingException {
        cluster.run("group", "reset", group, "--topic", topic + "-2", "--to-latest", "--yes");

        CommandRun deleted = cluster.run("group", "delete", group, "--offsets-of", topic + "-2:0", "--yes");

        assertThat(deleted.exitCode()).isZero();
        assertThat(committed(group)).containsExactly(10L, 0L);
        assertThat(cluster.run("group", "delete", group, "--offsets-of", topic + "-2:0", "--yes"))
                .isEqualTo(new CommandRun(1, "", line("varve: " + group + ": nothing is committed there")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "two words", "a\u001b[31mred", "a\0b", "😀", "-", "@file", "..", "$(reboot)"})
    void aNameMayBeAnyText(String name) throws JsonProcessingException {
        String strange = name + group;
        commit(strange, 7);

        CommandRun listed = cluster.run("group", "list");
        CommandRun described = CommandRun.of("group", "describe", "--bootstrap", bootstrap, "--", strange);
        CommandRun deleted = CommandRun.of("group", "delete", "--yes", "--bootstrap", bootstrap, "--", strange);

        assertThat(Stream.of(listed, described, deleted)).allSatisfy(run -> {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).doesNotContain("\u001b", "\0").contains(group);
        });
        assertThat(committed(group)).containsExactly(10L);
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() {
        assertThat(cluster.run("group", "reset", "nobody", "--all-topics", "--to-latest", "--yes")
                        .err())
                .isEqualTo(line("varve: group nobody has no committed offsets: name the topics it shall read with"
                        + " --topic"));
        assertThat(cluster.run("group", "reset", group, "--topic", "missing", "--to-latest", "--yes")
                        .err())
                .isEqualTo(line("varve: there is no topic 'missing': 'varve topic list' shows those there are"));
        assertThat(cluster.run("group", "reset", group, "--topic", topic + ":7", "--to-latest", "--yes")
                        .err())
                .isEqualTo(line("varve: topic '" + topic + "' has no partition 7"));
        assertThat(cluster.run("group", "describe", "").err())
                .isEqualTo(line("varve: '': no group can have this name"));
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }
}
