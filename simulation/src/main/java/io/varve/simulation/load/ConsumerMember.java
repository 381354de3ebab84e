package io.varve.simulation.load;

import io.varve.simulation.check.GroupBook;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.SimulatedNode;
import java.util.SplittableRandom;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/// A member by Kafka's newer protocol (KIP-848), whose heartbeats are all that it needs.
final class ConsumerMember extends GroupMember {

    ConsumerMember(Surroundings around, GroupBook book, GroupRequests requests, int number, SplittableRandom chances) {
        super(around, book, requests, number, chances);
    }

    @Override
    String memberId() {
        return name();
    }

    @Override
    void reborn() {}

    @Override
    void ask(SimulatedNode coordinator) {
        String asked = name();
        around.world()
                .trace("{} beats to node {} in epoch {} with {}", asked, coordinator.number(), epoch(), ownedByName());
        client.send(
                coordinator, requests.heartbeat(asked, epoch(), owned()), TIMEOUT_NANOS, answer -> hear(asked, answer));
    }

    private void hear(String asked, Answer<ConsumerGroupHeartbeatResponseData> answer) {
        Errors error = error(
                answer,
                answer instanceof Answer.Received<ConsumerGroupHeartbeatResponseData>(var beat)
                        ? Errors.forCode(beat.errorCode())
                        : Errors.NONE);
        if (!asked.equals(name())) {
            proceedAfter(BACKOFF_MS);
            return;
        }
        around.world().trace("{} hears {}", asked, error);
        switch (error) {
            case NONE -> {
                var beat = ((Answer.Received<ConsumerGroupHeartbeatResponseData>) answer).value();
                comeTo(beat.memberEpoch());
                answered();
                if (beat.assignment() != null) {
                    take(requests.named(beat.assignment()));
                }
                proceedAfter(HEARTBEAT_MS);
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                leave();
                proceedAfter(BACKOFF_MS);
            }
            default -> {
                forgetCoordinator();
                proceedAfter(BACKOFF_MS);
            }
        }
    }
}
