package io.varve.groups.api;

import static io.varve.groups.GroupCalls.context;
import static io.varve.groups.GroupCalls.good;
import static io.varve.groups.GroupCalls.join;
import static io.varve.groups.GroupCalls.whenLoaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.groups.GroupNode;
import io.varve.groups.GroupSettings;
import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.catalog.AbsentTopics;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.errors.StreamsInvalidTopologyException;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.TopicInfo;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Topology;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An application of Kafka Streams at Kafka's coordinator (KIP-1071).
class StreamsGroupTest {

    private static final String APPLICATION = "app";
    private static final String INPUT = "orders";
    private static final String STORE = "app-counts-changelog";

    private final GroupNode node = new GroupNode(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 1);
    private final Coordination groups =
            new Coordination(node.cluster, GroupSettings.DEFAULT, new SimpleMeterRegistry());
    private final BlockingQueue<CreatableTopic> wanted = new LinkedBlockingQueue<>();
    private final Api88StreamsGroupHeartbeat heartbeat = new Api88StreamsGroupHeartbeat(
            groups, new AbsentTopics(node.cluster.doors().threads(), (_, topics) -> wanted.addAll(topics)));

    @BeforeEach
    void begin() {
        new TopicOperations(node.cluster).create(INPUT, 3, new TreeMap<>());
    }

    @AfterEach
    void close() {
        groups.close();
        node.close();
    }

    @Test
    void theTopicsOfItsStateAreCreatedAsItWantsThem() throws Exception {
        joinWith(partOf(INPUT));

        assertThat(wanted.take()).returns(STORE, CreatableTopic::name).returns(3, CreatableTopic::numPartitions);
    }

    @Test
    void itIsDescribedAsWhatItIs() {
        joinWith(partOf(INPUT));

        var describe = new Api89StreamsGroupDescribe(groups);
        var described = join(describe.answer(
                context(ApiKeys.STREAMS_GROUP_DESCRIBE, 0),
                new StreamsGroupDescribeRequestData().setGroupIds(List.of(APPLICATION))));

        assertThat(described.groups()).singleElement().satisfies(group -> {
            assertThat(group.errorCode()).isEqualTo(Errors.NONE.code());
            assertThat(group.members()).hasSize(1);
            assertThat(group.topology().subtopologies()).hasSize(1);
        });
    }

    @Test
    void topicsOfKafkasOwnAndImpossibleOnesAreRefused() {
        for (String topic : List.of("__consumer_offsets", "no/topic")) {
            assertThatThrownBy(() -> joinWith(partOf(topic)))
                    .isInstanceOf(StreamsInvalidTopologyException.class)
                    .hasMessageContaining(topic);
        }
        assertThat(wanted).isEmpty();
    }

    private static Subtopology partOf(String input) {
        return new Subtopology()
                .setSubtopologyId("0")
                .setSourceTopics(List.of(input))
                .setStateChangelogTopics(List.of(new TopicInfo().setName(STORE)));
    }

    private void joinWith(Subtopology part) {
        var request = new StreamsGroupHeartbeatRequestData()
                .setGroupId(APPLICATION)
                .setMemberId("first")
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(10_000)
                .setProcessId("process")
                .setActiveTasks(List.of())
                .setStandbyTasks(List.of())
                .setWarmupTasks(List.of())
                .setTopology(new Topology().setEpoch(0).setSubtopologies(List.of(part)));
        whenLoaded(() -> heartbeat
                .answer(context(ApiKeys.STREAMS_GROUP_HEARTBEAT, 0), request)
                .thenApply(answer -> good(answer.errorCode(), answer)));
    }
}
