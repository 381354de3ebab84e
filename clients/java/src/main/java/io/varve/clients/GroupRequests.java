package io.varve.clients;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/// One request of each API of groups, about one topic of one partition.
///
/// @param instance of the static member who asks; null of one who is not
record GroupRequests(String topic, @Nullable String instance) {
    private static final int SESSION_TIMEOUT_MS = 30_000;
    private static final int REBALANCE_TIMEOUT_MS = 5_000;
    private static final String PROTOCOL_TYPE = "consumer";
    private static final String PROTOCOL = "range";

    /// @param version the newest that names topics by name
    record Request(ApiKeys api, short version, ApiMessage message) {}

    GroupRequests of(String staticInstance) {
        return new GroupRequests(topic, staticInstance);
    }

    private static Request request(ApiKeys api, int version, ApiMessage message) {
        return new Request(api, (short) version, message);
    }

    Request findCoordinator(String group) {
        return request(
                ApiKeys.FIND_COORDINATOR, 6, new FindCoordinatorRequestData().setCoordinatorKeys(List.of(group)));
    }

    Request joinGroup(String group, String member) {
        var protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol()
                .setName(PROTOCOL)
                .setMetadata(ConsumerProtocol.serializeSubscription(new Subscription(List.of(topic)))
                        .array()));
        return request(
                ApiKeys.JOIN_GROUP,
                9,
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setMemberId(member)
                        .setGroupInstanceId(instance)
                        .setSessionTimeoutMs(SESSION_TIMEOUT_MS)
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setProtocolType(PROTOCOL_TYPE)
                        .setProtocols(protocols));
    }

    Request syncGroup(String group, String member, int generation) {
        return request(
                ApiKeys.SYNC_GROUP,
                5,
                new SyncGroupRequestData()
                        .setGroupId(group)
                        .setMemberId(member)
                        .setGroupInstanceId(instance)
                        .setGenerationId(generation)
                        .setProtocolType(PROTOCOL_TYPE)
                        .setProtocolName(PROTOCOL));
    }

    Request heartbeat(String group, String member, int generation) {
        return request(
                ApiKeys.HEARTBEAT,
                4,
                new HeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId(member)
                        .setGroupInstanceId(instance)
                        .setGenerationId(generation));
    }

    Request leaveGroup(String group, String member) {
        return request(
                ApiKeys.LEAVE_GROUP,
                5,
                new LeaveGroupRequestData()
                        .setGroupId(group)
                        .setMembers(
                                List.of(new MemberIdentity().setMemberId(member).setGroupInstanceId(instance))));
    }

    Request offsetCommit(String group, String member, int generationOrEpoch) {
        var partition = new OffsetCommitRequestPartition().setPartitionIndex(0).setCommittedOffset(7);
        return request(
                ApiKeys.OFFSET_COMMIT,
                9,
                new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setMemberId(member)
                        .setGroupInstanceId(instance)
                        .setGenerationIdOrMemberEpoch(generationOrEpoch)
                        .setTopics(List.of(
                                new OffsetCommitRequestTopic().setName(topic).setPartitions(List.of(partition)))));
    }

    /// Of all that the group has committed.
    Request offsetFetch(String group, String member, int epoch) {
        return request(
                ApiKeys.OFFSET_FETCH,
                9,
                new OffsetFetchRequestData()
                        .setGroups(List.of(new OffsetFetchRequestGroup()
                                .setGroupId(group)
                                .setMemberId(member)
                                .setMemberEpoch(epoch)
                                .setTopics(null))));
    }

    Request offsetDelete(String group) {
        var topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName(topic)
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        return request(
                ApiKeys.OFFSET_DELETE,
                0,
                new OffsetDeleteRequestData().setGroupId(group).setTopics(topics));
    }

    Request describeGroups(String group) {
        return request(ApiKeys.DESCRIBE_GROUPS, 6, new DescribeGroupsRequestData().setGroups(List.of(group)));
    }

    Request deleteGroups(String group) {
        return request(ApiKeys.DELETE_GROUPS, 2, new DeleteGroupsRequestData().setGroupsNames(List.of(group)));
    }

    Request consumerGroupHeartbeat(String group, String member, int epoch) {
        return request(
                ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                1,
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId(member)
                        .setInstanceId(instance)
                        .setMemberEpoch(epoch)
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setSubscribedTopicNames(List.of(topic))
                        .setTopicPartitions(List.of()));
    }

    Request consumerGroupDescribe(String group) {
        return request(
                ApiKeys.CONSUMER_GROUP_DESCRIBE, 1, new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)));
    }
}
