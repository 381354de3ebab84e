package io.varve.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;

/// A member of a consumer group (KIP-848) without threads of its own. For one thread, virtual or not.
///
/// Waits while the coordinator says that it is not ready; any other error is an exception.
public final class Member implements AutoCloseable {

    private static final short HEARTBEAT_VERSION = 1;
    private static final short COMMIT_VERSION = 9;
    private static final int JOINING = 0;

    private static final int REBALANCE_MS = Math.toIntExact(TimeUnit.MINUTES.toMillis(5));
    /// The `retry.backoff.ms` of Kafka's clients, where nobody sets another.
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String group;
    private final String topic;
    private final String memberId = Uuid.randomUuid().toString();
    private RequestConnection connection;
    private int epoch = JOINING;

    public Member(InetSocketAddress node, String group, String topic) throws IOException {
        this.group = group;
        this.topic = topic;
        this.connection = RequestConnection.open(node);
    }

    public void join() throws IOException {
        heartbeat(new ConsumerGroupHeartbeatRequestData()
                .setRebalanceTimeoutMs(REBALANCE_MS)
                .setSubscribedTopicNames(List.of(topic))
                .setTopicPartitions(List.of()));
    }

    public void heartbeat() throws IOException {
        heartbeat(new ConsumerGroupHeartbeatRequestData());
    }

    private void heartbeat(ConsumerGroupHeartbeatRequestData request) throws IOException {
        request.setGroupId(group).setMemberId(memberId).setMemberEpoch(epoch);
        ConsumerGroupHeartbeatResponseData answer;
        do {
            answer = ((ConsumerGroupHeartbeatResponse) connection.send(
                            new ConsumerGroupHeartbeatRequest.Builder(request).build(HEARTBEAT_VERSION)))
                    .data();
        } while (isToBeAskedAgain(Errors.forCode(answer.errorCode()), "a heartbeat"));
        epoch = answer.memberEpoch();
    }

    /// Commits the same offset in so many partitions.
    void commit(int partitions, long offset) throws IOException {
        var topicRequest = new OffsetCommitRequestTopic().setName(topic);
        for (int partition = 0; partition < partitions; partition++) {
            topicRequest
                    .partitions()
                    .add(new OffsetCommitRequestPartition()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(offset));
        }
        AbstractRequest request = OffsetCommitRequest.Builder.forTopicNames(new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setGenerationIdOrMemberEpoch(epoch)
                        .setTopics(List.of(topicRequest)))
                .build(COMMIT_VERSION);
        Map<Errors, Integer> answers;
        do {
            answers = ((OffsetCommitResponse) connection.send(request)).errorCounts();
        } while (answers.keySet().stream().anyMatch(error -> isToBeAskedAgain(error, "a commit")));
    }

    /// After the node went away.
    public void reconnect(InetSocketAddress node) throws IOException {
        connection.close();
        connection = RequestConnection.open(node);
    }

    private boolean isToBeAskedAgain(Errors error, String what) {
        return switch (error) {
            case NONE -> false;
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> {
                LockSupport.parkNanos(AGAIN_NANOS);
                yield true;
            }
            default -> throw new IllegalStateException(what + " of a member of " + group + " was refused: " + error);
        };
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
