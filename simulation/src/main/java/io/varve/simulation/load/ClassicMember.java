package io.varve.simulation.load;

import io.varve.simulation.check.GroupBook;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/// A member by Kafka's older protocol, which gives everything up before it joins the next generation. The leader shares
/// the partitions out.
///
/// ```
///   join --> sync --> heartbeats --> told to join again
/// ```
final class ClassicMember extends GroupMember {

    private static final String NOBODY = "";

    private final List<TopicPartition> partitions;
    private String memberId = NOBODY;

    /// @param partitions all that the group shares
    ClassicMember(
            Surroundings around,
            GroupBook book,
            GroupRequests requests,
            List<TopicPartition> partitions,
            int number,
            SplittableRandom chances) {
        super(around, book, requests, number, chances);
        this.partitions = List.copyOf(partitions);
    }

    @Override
    String memberId() {
        return memberId;
    }

    @Override
    void reborn() {
        memberId = NOBODY;
    }

    @Override
    void ask(SimulatedNode coordinator) {
        if (epoch() == 0) {
            join(coordinator);
        } else {
            beat(coordinator);
        }
    }

    private void join(SimulatedNode coordinator) {
        around.world().trace("{} joins at node {}", name(), coordinator.number());
        String asked = name();
        client.send(coordinator, requests.join(memberId), GroupRequests.JOIN_TIMEOUT_NANOS, answer -> {
            if (isGood(asked, answer, JoinGroupResponseData::errorCode)
                    && answer instanceof Answer.Received<JoinGroupResponseData>(var joined)) {
                memberId = joined.memberId();
                sync(coordinator, joined);
            }
        });
    }

    private void sync(SimulatedNode coordinator, JoinGroupResponseData joined) {
        String asked = name();
        int generation = joined.generationId();
        Map<String, List<TopicPartition>> shares = joined.leader().equals(memberId) ? share(joined) : Map.of();
        client.send(coordinator, requests.sync(memberId, generation, shares), TIMEOUT_NANOS, answer -> {
            if (isGood(asked, answer, SyncGroupResponseData::errorCode)
                    && answer instanceof Answer.Received<SyncGroupResponseData>(var synced)) {
                comeTo(generation);
                answered();
                take(GroupRequests.share(synced.assignment()));
                proceedAfter(HEARTBEAT_MS);
            }
        });
    }

    /// To each member in turn, in the order of their ids.
    private Map<String, List<TopicPartition>> share(JoinGroupResponseData joined) {
        List<String> members = joined.members().stream()
                .map(JoinGroupResponseMember::memberId)
                .sorted()
                .toList();
        var shares = new TreeMap<String, List<TopicPartition>>();
        for (int number = 0; number < partitions.size(); number++) {
            shares.computeIfAbsent(members.get(number % members.size()), absent -> new ArrayList<>())
                    .add(partitions.get(number));
        }
        return shares;
    }

    private void beat(SimulatedNode coordinator) {
        String asked = name();
        around.world().trace("{} beats to node {} in generation {}", asked, coordinator.number(), epoch());
        client.send(coordinator, requests.classicHeartbeat(memberId, epoch()), TIMEOUT_NANOS, answer -> {
            if (isGood(asked, answer, HeartbeatResponseData::errorCode)) {
                answered();
                proceedAfter(HEARTBEAT_MS);
            }
        });
    }

    /// Whether an answer is good, and for whom this member is now. Else it does what the error asks of it.
    private <T> boolean isGood(String asked, Answer<T> answer, ToIntFunction<T> errorOf) {
        Errors error = error(
                answer,
                answer instanceof Answer.Received<T>(T received)
                        ? Errors.forCode((short) errorOf.applyAsInt(received))
                        : Errors.NONE);
        if (!asked.equals(name())) {
            proceedAfter(BACKOFF_MS);
            return false;
        }
        around.world().trace("{} hears {}", asked, error);
        switch (error) {
            case NONE -> {
                return true;
            }
            case MEMBER_ID_REQUIRED -> {
                if (answer instanceof Answer.Received<?>(JoinGroupResponseData joined)) {
                    memberId = joined.memberId();
                }
            }
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> leave();
            case UNKNOWN_MEMBER_ID -> {
                leave();
                memberId = NOBODY;
            }
            default -> forgetCoordinator();
        }
        proceedAfter(BACKOFF_MS);
        return false;
    }
}
