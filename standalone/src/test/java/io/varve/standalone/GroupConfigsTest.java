package io.varve.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.kafka.peer.PeerAnswer;
import io.varve.kafka.peer.PeerRequest;
import io.varve.kafka.peer.PeerSettings;
import io.varve.kafka.peer.Peers;
import io.varve.node.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Configs of groups by way of Kafka's own admin client, over two ingest nodes and a reader.
@Timeout(120)
class GroupConfigsTest {

    private static final String TOPIC = "orders";
    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";
    private static final String SESSION = "consumer.session.timeout.ms";
    private static final ConfigResource GROUP = new ConfigResource(ConfigResource.Type.GROUP, "g");
    private static final int DEFAULT_HEARTBEAT_MS = 5000;

    private Nodes nodes;
    private Peers clients;
    private RunningNode one;
    private RunningNode other;
    private RunningNode reader;
    private Admin admin;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        nodes = new Nodes(folder);
        clients = new Peers(PeerSettings.DEFAULT, nodes.doors());
        one = nodes.start(Nodes.ingest());
        other = nodes.start(Nodes.ingest());
        reader = nodes.start(Nodes.reader());
        admin = Admin.create(
                Map.of("bootstrap.servers", one.address() + "," + other.address() + "," + reader.address()));
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }

    @AfterEach
    void close() {
        admin.close(Duration.ZERO);
        clients.close();
        nodes.close();
    }

    @Test
    void whatIsSetAtOneNodeIsDescribedByAll() throws Exception {
        alterAt(one, "6000");

        for (RunningNode node : List.of(one, other, reader)) {
            assertThat(describeAt(node).value()).isEqualTo("6000");
        }
        alterAt(reader, "7000");
        for (RunningNode node : List.of(one, other, reader)) {
            assertThat(describeAt(node).value()).isEqualTo("7000");
        }
    }

    @Test
    void allConfigsOfAGroupAreDescribed() throws Exception {
        set(HEARTBEAT, "6000");

        Config config = admin.describeConfigs(List.of(GROUP)).all().get().get(GROUP);

        assertThat(config.entries()).hasSize(17);
        assertThat(config.get(HEARTBEAT).value()).isEqualTo("6000");
        assertThat(config.get(HEARTBEAT).source()).isEqualTo(ConfigSource.DYNAMIC_GROUP_CONFIG);
        assertThat(config.get(SESSION).value()).isEqualTo("45000");
        assertThat(config.get(SESSION).source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(describeAt(other).synonyms())
                .extracting(synonym -> synonym.name() + "=" + synonym.value())
                .containsExactly(HEARTBEAT + "=6000", "group." + HEARTBEAT + "=" + DEFAULT_HEARTBEAT_MS);
    }

    @Test
    void aGroupIsListedWhileItHasConfigsOfItsOwn() throws Exception {
        set(HEARTBEAT, "6000");
        assertThat(listed()).containsExactly(GROUP);

        alter(HEARTBEAT, null, OpType.DELETE);
        assertThat(listed()).isEmpty();
    }

    @Test
    void membersHearOfItWhoeverCoordinatesThem() throws Exception {
        RunningNode coordinator = coordinator();
        RunningNode successor = coordinator == one ? other : one;
        assertThat(heartbeatMs(coordinator)).isEqualTo(DEFAULT_HEARTBEAT_MS);
        alterAt(successor, "6000");
        awaitHeartbeat(coordinator, 6000);

        coordinator.close();
        awaitHeartbeat(successor, 6000);

        alter(HEARTBEAT, null, OpType.DELETE);
        awaitHeartbeat(successor, DEFAULT_HEARTBEAT_MS);
    }

    @Test
    void whatCannotBeIsRefusedAndNothingOfItHappens() throws Exception {
        assertThatThrownBy(() -> set("nonsense", "1")).hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> set(HEARTBEAT, "soon")).hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> set(HEARTBEAT, "1")).hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(HEARTBEAT, "1", OpType.APPEND))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        var both = List.of(operation(HEARTBEAT, "6000", OpType.SET), operation(SESSION, "1", OpType.SET));
        assertThatThrownBy(() ->
                        admin.incrementalAlterConfigs(Map.of(GROUP, both)).all().get())
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        var nameless = new ConfigResource(ConfigResource.Type.GROUP, "");
        assertThatThrownBy(() -> admin.incrementalAlterConfigs(
                                Map.of(nameless, List.of(operation(HEARTBEAT, "6000", OpType.SET))))
                        .all()
                        .get())
                .hasCauseInstanceOf(InvalidRequestException.class);
        admin.incrementalAlterConfigs(
                        Map.of(GROUP, List.of(operation(HEARTBEAT, "6000", OpType.SET))),
                        new AlterConfigsOptions().validateOnly(true))
                .all()
                .get();

        assertThat(listed()).isEmpty();
    }

    private void set(String name, String value) throws Exception {
        alter(name, value, OpType.SET);
    }

    private void alter(String name, String value, OpType type) throws Exception {
        admin.incrementalAlterConfigs(Map.of(GROUP, List.of(operation(name, value, type))))
                .all()
                .get();
    }

    private static AlterConfigOp operation(String name, String value, OpType type) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    private Iterable<ConfigResource> listed() throws Exception {
        return admin.listConfigResources(Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions())
                .all()
                .get();
    }

    /// Makes the heartbeat interval the only config of the group.
    private void alterAt(RunningNode node, String heartbeatMs) {
        var resource =
                new AlterConfigsResource().setResourceType(GROUP.type().id()).setResourceName(GROUP.name());
        resource.configs().add(new AlterableConfig().setName(HEARTBEAT).setValue(heartbeatMs));
        var request = new AlterConfigsRequestData();
        request.resources().add(resource);

        var answer = (AlterConfigsResponseData) ask(node, ApiKeys.ALTER_CONFIGS, 2, request);

        assertThat(answer.responses())
                .singleElement()
                .satisfies(response ->
                        assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.NONE));
    }

    private DescribeConfigsResourceResult describeAt(RunningNode node) {
        var resource = new DescribeConfigsResource()
                .setResourceType(GROUP.type().id())
                .setResourceName(GROUP.name())
                .setConfigurationKeys(List.of(HEARTBEAT));
        var request = new DescribeConfigsRequestData().setIncludeSynonyms(true).setResources(List.of(resource));
        var answer = (DescribeConfigsResponseData) ask(node, ApiKeys.DESCRIBE_CONFIGS, 4, request);
        return answer.results().getFirst().configs().getFirst();
    }

    /// The node that takes a member in.
    private RunningNode coordinator() {
        while (true) {
            for (RunningNode node : List.of(one, other)) {
                if (join(node).errorCode() == Errors.NONE.code()) {
                    return node;
                }
            }
        }
    }

    private int heartbeatMs(RunningNode coordinator) {
        return join(coordinator).heartbeatIntervalMs();
    }

    /// Until the node coordinates the group, and has heard what its config is.
    private void awaitHeartbeat(RunningNode node, int expectedMs) {
        while (heartbeatMs(node) != expectedMs) {
            Thread.onSpinWait();
        }
    }

    private ConsumerGroupHeartbeatResponseData join(RunningNode node) {
        var request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP.name())
                .setMemberId("member")
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(1000)
                .setSubscribedTopicNames(List.of(TOPIC))
                .setTopicPartitions(List.of());
        return (ConsumerGroupHeartbeatResponseData) ask(node, ApiKeys.CONSUMER_GROUP_HEARTBEAT, 1, request);
    }

    private ApiMessage ask(RunningNode node, ApiKeys api, int version, ApiMessage request) {
        PeerAnswer answer = clients.ask(
                node.address(), new PeerRequest(api, (short) version, "test", request), Duration.ofSeconds(60));
        assertThat(answer).isInstanceOf(PeerAnswer.Answered.class);
        return ((PeerAnswer.Answered) answer).message();
    }
}
