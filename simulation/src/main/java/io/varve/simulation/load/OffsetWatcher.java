package io.varve.simulation.load;

import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.Errors;

/// Asks any node for committed offsets of a group, again and again.
final class OffsetWatcher {

    private final Surroundings around;
    private final GroupRequests requests;
    private final Pace pace;
    private final Questions questions;
    private final SplittableRandom chances;
    private boolean stopped;

    /// @param timeoutNanos after which no answer is waited for
    record Pace(long everyMs, long timeoutNanos) {}

    /// @param stable whether no answer is wanted while a transaction may change it
    /// @param heard is told what is answered
    record Question(TopicPartition partition, boolean stable, Consumer<OffsetFetchResponsePartitions> heard) {}

    /// What to ask, and what to make of the answers.
    interface Questions {

        Question next(SplittableRandom chances);
    }

    OffsetWatcher(
            Surroundings around, GroupRequests requests, Pace pace, Questions questions, SplittableRandom chances) {
        this.around = around;
        this.requests = requests;
        this.pace = pace;
        this.questions = questions;
        this.chances = chances;
    }

    void start() {
        around.after(pace.everyMs(), this::ask);
    }

    void stop() {
        stopped = true;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        around.after(pace.everyMs(), this::ask);
        Question question = questions.next(chances);
        // A connection of its own for each question: one that waits for a node which stands still holds up no other.
        new Client(around.world())
                .send(
                        around.anyWriter(chances),
                        requests.committed(question.partition(), question.stable()),
                        pace.timeoutNanos(),
                        answer -> {
                            if (answer instanceof Answer.Received<OffsetFetchResponseGroup>(var group)
                                    && group.errorCode() == Errors.NONE.code()) {
                                question.heard()
                                        .accept(group.topics()
                                                .getFirst()
                                                .partitions()
                                                .getFirst());
                            }
                        });
    }
}
