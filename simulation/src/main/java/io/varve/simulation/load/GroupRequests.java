package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.simulation.cluster.Serving;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/// Requests of group members as clients send them.
final class GroupRequests {

    private static final short FIND_COORDINATOR_VERSION = 6;
    private static final short HEARTBEAT_VERSION = 1;
    private static final short OFFSET_VERSION = 9;
    private static final short JOIN_VERSION = 9;
    private static final short SYNC_VERSION = 5;
    private static final short CLASSIC_HEARTBEAT_VERSION = 4;

    private static final String PROTOCOL_TYPE = "simulated";
    private static final String PROTOCOL = "in turn";

    /// Shorter than Kafka's time-out of sessions.
    static final Duration REBALANCE_TIMEOUT = Duration.ofSeconds(10);

    /// An older coordinator answers who joins when all others have.
    static final long JOIN_TIMEOUT_NANOS = REBALANCE_TIMEOUT.plusSeconds(5).toNanos();

    private final String group;
    private final Map<Uuid, String> topicNames;

    /// @param topicNames of the topics that members may be assigned
    GroupRequests(String group, Map<Uuid, String> topicNames) {
        this.group = group;
        this.topicNames = topicNames;
    }

    String group() {
        return group;
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Coordinator>> findCoordinator() {
        return findCoordinator(CoordinatorType.GROUP, group);
    }

    static BiFunction<Serving, ClientConnection, CompletionStage<Coordinator>> findCoordinator(
            CoordinatorType type, String key) {
        var request = new FindCoordinatorRequestData().setKeyType(type.id()).setCoordinatorKeys(List.of(key));
        return (node, connection) -> Requests.<FindCoordinatorResponseData>ask(
                        node, connection, ApiKeys.FIND_COORDINATOR, FIND_COORDINATOR_VERSION, request)
                .thenApply(answer -> answer.coordinators().getFirst());
    }

    /// @param epoch zero to join
    BiFunction<Serving, ClientConnection, CompletionStage<ConsumerGroupHeartbeatResponseData>> heartbeat(
            String member, int epoch, Set<TopicPartition> owned) {
        var request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setMemberEpoch(epoch)
                .setRebalanceTimeoutMs(Math.toIntExact(REBALANCE_TIMEOUT.toMillis()))
                .setSubscribedTopicNames(topicNames.values().stream().sorted().toList())
                .setTopicPartitions(epoch == 0 ? List.of() : byId(owned));
        return (node, connection) ->
                Requests.ask(node, connection, ApiKeys.CONSUMER_GROUP_HEARTBEAT, HEARTBEAT_VERSION, request);
    }

    private List<TopicPartitions> byId(Set<TopicPartition> owned) {
        var byId = new TreeMap<Uuid, TopicPartitions>();
        topicNames.forEach((id, name) -> {
            List<Integer> partitions = owned.stream()
                    .filter(partition -> partition.topic().equals(name))
                    .map(TopicPartition::partition)
                    .sorted()
                    .toList();
            if (!partitions.isEmpty()) {
                byId.put(id, new TopicPartitions().setTopicId(id).setPartitions(partitions));
            }
        });
        return List.copyOf(byId.values());
    }

    /// @param member empty if it has no id yet
    BiFunction<Serving, ClientConnection, CompletionStage<JoinGroupResponseData>> join(String member) {
        var protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName(PROTOCOL));
        var request = new JoinGroupRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setProtocolType(PROTOCOL_TYPE)
                .setProtocols(protocols)
                .setSessionTimeoutMs(Math.toIntExact(REBALANCE_TIMEOUT.toMillis()))
                .setRebalanceTimeoutMs(Math.toIntExact(REBALANCE_TIMEOUT.toMillis()));
        return (node, connection) -> Requests.ask(node, connection, ApiKeys.JOIN_GROUP, JOIN_VERSION, request);
    }

    /// @param shares what each member gets, if the leader asks
    BiFunction<Serving, ClientConnection, CompletionStage<SyncGroupResponseData>> sync(
            String member, int generation, Map<String, List<TopicPartition>> shares) {
        var request = new SyncGroupRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setGenerationId(generation)
                .setProtocolType(PROTOCOL_TYPE)
                .setProtocolName(PROTOCOL)
                .setAssignments(shares.entrySet().stream()
                        .map(share -> new SyncGroupRequestAssignment()
                                .setMemberId(share.getKey())
                                .setAssignment(bytes(share.getValue())))
                        .toList());
        return (node, connection) -> Requests.ask(node, connection, ApiKeys.SYNC_GROUP, SYNC_VERSION, request);
    }

    /// What only members read: a word for each partition.
    private static byte[] bytes(List<TopicPartition> share) {
        return share.stream()
                .map(partition -> partition.topic() + ":" + partition.partition())
                .collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.UTF_8);
    }

    static Set<TopicPartition> share(byte[] bytes) {
        return Stream.of(new String(bytes, StandardCharsets.UTF_8).split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.split(":"))
                .map(word -> new TopicPartition(word[0], Integer.parseInt(word[1])))
                .collect(Collectors.toSet());
    }

    BiFunction<Serving, ClientConnection, CompletionStage<HeartbeatResponseData>> classicHeartbeat(
            String member, int generation) {
        var request =
                new HeartbeatRequestData().setGroupId(group).setMemberId(member).setGenerationId(generation);
        return (node, connection) ->
                Requests.ask(node, connection, ApiKeys.HEARTBEAT, CLASSIC_HEARTBEAT_VERSION, request);
    }

    /// What an assignment names.
    Set<TopicPartition> named(ConsumerGroupHeartbeatResponseData.Assignment assignment) {
        return assignment.topicPartitions().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topicNames.get(topic.topicId()), partition)))
                .collect(Collectors.toSet());
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Errors>> commit(
            String member, int epoch, TopicPartition partition, long offset) {
        var request = new OffsetCommitRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setGenerationIdOrMemberEpoch(epoch)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName(partition.topic())
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(partition.partition())
                                .setCommittedOffset(offset)
                                .setCommittedMetadata("")))));
        return (node, connection) -> Requests.<OffsetCommitResponseData>ask(
                        node, connection, ApiKeys.OFFSET_COMMIT, OFFSET_VERSION, request)
                .thenApply(answer -> Errors.forCode(
                        answer.topics().getFirst().partitions().getFirst().errorCode()));
    }

    /// @param stable whether there is to be no answer while a transaction may change it
    BiFunction<Serving, ClientConnection, CompletionStage<OffsetFetchResponseGroup>> committed(
            TopicPartition partition, boolean stable) {
        var request = new OffsetFetchRequestData()
                .setRequireStable(stable)
                .setGroups(List.of(new OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setTopics(List.of(new OffsetFetchRequestTopics()
                                .setName(partition.topic())
                                .setPartitionIndexes(List.of(partition.partition()))))));
        return (node, connection) -> Requests.<OffsetFetchResponseData>ask(
                        node, connection, ApiKeys.OFFSET_FETCH, OFFSET_VERSION, request)
                .thenApply(answer -> answer.groups().getFirst());
    }
}
