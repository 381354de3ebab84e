package io.varve.simulation.load;

import io.varve.simulation.check.OffsetBook;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.Errors;

/// Asks for the offset that the transactions of one id commit, as consumers of committed records do, which do not go on
/// while a transaction may change it, and as those do that take what there is.
final class OffsetWatcher {

    private static final long EVERY_MS = 1_000;
    private static final long TIMEOUT_NANOS = 30_000_000_000L;

    private final Surroundings around;
    private final OffsetBook book;
    private final GroupRequests requests;
    private final TopicPartition partition;
    private final SplittableRandom chances;
    private boolean stopped;

    /// @param group that has the offset
    OffsetWatcher(
            Surroundings around, OffsetBook book, String group, TopicPartition partition, SplittableRandom chances) {
        this.around = around;
        this.book = book;
        this.requests = new GroupRequests(group, Map.of());
        this.partition = partition;
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
        boolean stable = chances.nextBoolean();
        long atLeast = book.atLeast(stable);
        // A connection of its own for each question: one that waits for a node which stands still holds up no other.
        new Client(around.world())
                .send(around.anyWriter(chances), requests.committed(partition, stable), TIMEOUT_NANOS, answer -> {
                    if (answer instanceof Answer.Received<OffsetFetchResponseGroup>(var group)
                            && group.errorCode() == Errors.NONE.code()) {
                        hear(group.topics().getFirst().partitions().getFirst(), atLeast);
                    }
                });
    }

    private void hear(OffsetFetchResponsePartitions told, long atLeast) {
        Errors error = Errors.forCode(told.errorCode());
        around.count(error.name());
        if (error == Errors.NONE) {
            book.told(told.committedOffset(), atLeast);
        }
    }
}
