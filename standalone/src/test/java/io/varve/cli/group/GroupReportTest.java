package io.varve.cli.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// Partitions in each state that there is, and a member whose client has named itself to do harm.
class GroupReportTest {

    private static final TopicPartition READ = new TopicPartition("orders", 0);
    private static final TopicPartition UNREAD = new TopicPartition("orders", 1);
    private static final TopicPartition LEFT = new TopicPartition("orders", 2);
    private static final TopicPartition GONE = new TopicPartition("old", 0);
    private static final TopicPartition DELETED = new TopicPartition("orders", 10);
    private static final TopicPartition BEYOND = new TopicPartition("orders", 11);

    private static final ConsumerGroupDescription GROUP = new ConsumerGroupDescription(
            "billing team",
            false,
            List.of(
                    member("m-2", "quiet", Set.of()),
                    member("m-1", "\u001b[2J", Set.of(READ, UNREAD, new TopicPartition("orders", 10)))),
            "uniform",
            GroupType.CONSUMER,
            GroupState.STABLE,
            new Node(1, "localhost", 9092),
            Set.of(),
            Optional.of(4),
            Optional.of(4));

    private final GroupReport report = GroupReport.of(
            GROUP,
            Map.of(READ, 40L, LEFT, 100L, GONE, 7L, DELETED, 4L, BEYOND, 101L),
            Map.of(READ, log(), UNREAD, log(), LEFT, log(), DELETED, log(), BEYOND, log()));

    private static MemberDescription member(String id, String client, Set<TopicPartition> assigned) {
        return new MemberDescription(
                id,
                Optional.empty(),
                Optional.empty(),
                client,
                "/127.0.0.1",
                new MemberAssignment(assigned),
                Optional.empty(),
                Optional.of(4),
                Optional.of(true));
    }

    private static LogBounds log() {
        return new LogBounds(10, 100);
    }

    @Test
    void everyPartitionSaysHowFarTheGroupIs() {
        assertThat(text(false))
                .containsExactly(
                        "'billing team'  Stable, type Consumer, 2 members, assignor uniform, coordinator localhost:9092",
                        "  topic   partition  committed  end  lag  client        host       member",
                        "  old             0          7    -    -  -             -          -       the partition is gone",
                        "  orders          0         40  100   60  $'\\u001b[2J'  127.0.0.1  m-1",
                        "  orders          1          -  100    -  $'\\u001b[2J'  127.0.0.1  m-1     nothing committed",
                        "  orders          2        100  100    0  -             -          -",
                        "  orders         10          4  100   96  $'\\u001b[2J'  127.0.0.1  m-1     deleted up to 10, unread",
                        "  orders         11        101  100   -1  -             -          -       beyond the end of the log",
                        "  lag 155 in 4 partitions, unknown in 2");
    }

    @Test
    void membersWithoutAPartitionAreMembersToo() {
        assertThat(text(true))
                .contains(
                        "  member  instance  client        host       epoch  assigned",
                        "  m-1     -         $'\\u001b[2J'  127.0.0.1      4  orders:0,1,10",
                        "  m-2     -         quiet         127.0.0.1      4  -");
    }

    @Test
    void programsReadTheSame() throws JsonProcessingException {
        JsonNode group = Json.parse(Json.line(GroupJson.of(report)));

        assertThat(group.get("group").asText()).isEqualTo("billing team");
        assertThat(group.get("state").asText()).isEqualTo("Stable");
        assertThat(group.get("lag").asLong()).isEqualTo(155);
        assertThat(group.get("members").get(0).get("client").asText()).isEqualTo("\u001b[2J");
        assertThat(group.get("members").get(0).get("assigned")).hasSize(3);
        assertThat(group.get("partitions")).hasSize(6);
        assertThat(group.get("partitions").get(0))
                .isEqualTo(Json.parse("{\"topic\":\"old\",\"partition\":0,\"committed\":7,\"start\":null,\"end\":null,"
                        + "\"lag\":null,\"member\":null}"));
        assertThat(group.get("partitions").get(1))
                .isEqualTo(Json.parse("{\"topic\":\"orders\",\"partition\":0,\"committed\":40,\"start\":10,\"end\":100,"
                        + "\"lag\":60,\"member\":\"m-1\"}"));
    }

    @Test
    void aGroupThatHasNothingSaysSo() {
        var empty = new ConsumerGroupDescription(
                "idle",
                true,
                List.of(),
                "",
                GroupType.CLASSIC,
                GroupState.EMPTY,
                new Node(1, "localhost", 9092),
                Set.of(),
                Optional.empty(),
                Optional.empty());

        assertThat(text(GroupReport.of(empty, Map.of(), Map.of()), true))
                .containsExactly(
                        "idle  Empty, type Classic, 0 members, coordinator localhost:9092",
                        "  nothing is committed, and no partition assigned");
    }

    private List<String> text(boolean withMembers) {
        return text(report, withMembers);
    }

    private static List<String> text(GroupReport report, boolean withMembers) {
        var out = new ByteArrayOutputStream();
        new GroupText(new PrintStream(out, true, StandardCharsets.UTF_8)).print(report, withMembers);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
