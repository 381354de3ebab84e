package io.varve.simulation.load;

import io.varve.simulation.check.GroupBook;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;

/// Asks for the committed offsets of a group, of nodes that coordinate it and of nodes that did or never will: whoever
/// answers at all has to know of every commit that was acknowledged before.
final class GroupWatcher {

    private static final long EVERY_MS = 500;
    private static final long TIMEOUT_NANOS = 60_000_000_000L;

    private final Surroundings around;
    private final GroupBook book;
    private final GroupRequests requests;
    private final List<TopicPartition> partitions;
    private final SplittableRandom chances;
    private boolean stopped;

    GroupWatcher(
            Surroundings around,
            GroupBook book,
            GroupRequests requests,
            List<TopicPartition> partitions,
            SplittableRandom chances) {
        this.around = around;
        this.book = book;
        this.requests = requests;
        this.partitions = partitions;
        this.chances = chances;
    }

    void start() {
        around.after(EVERY_MS, this::ask);
    }

    void stop() {
        stopped = true;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        around.after(EVERY_MS, this::ask);
        TopicPartition partition = partitions.get(chances.nextInt(partitions.size()));
        long atLeast = book.highest(partition);
        // A connection of its own for each question: one that waits for a node which stands still holds up no other.
        new Client(around.world())
                .send(around.anyWriter(chances), requests.committed(partition, false), TIMEOUT_NANOS, answer -> {
                    if (answer instanceof Answer.Received<OffsetFetchResponseGroup>(var group)
                            && group.errorCode() == Errors.NONE.code()) {
                        book.told(
                                partition,
                                group.topics()
                                        .getFirst()
                                        .partitions()
                                        .getFirst()
                                        .committedOffset(),
                                atLeast);
                    }
                });
    }
}
