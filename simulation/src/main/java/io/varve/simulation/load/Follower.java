package io.varve.simulation.load;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadRequest;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads the partitions of a topic name from their beginning on, whatever happens, and never skips anything, but
/// for what is not committed, if that is what it wants.
public final class Follower {

    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final long BACKOFF_MS = 100;
    private static final long IDLE_MS = 500;
    private static final int MAX_BYTES = 20_000;

    private final Surroundings around;
    private final String topic;
    private final int partition;
    private final IsolationLevel isolation;
    private final SplittableRandom chances;
    private final Client client;
    private SimulatedNode node;
    private @Nullable TopicIdPartition following;
    private long offset;
    private boolean stopped;

    public Follower(
            Surroundings around, String topic, int partition, IsolationLevel isolation, SplittableRandom chances) {
        this.isolation = isolation;
        this.around = around;
        this.topic = topic;
        this.partition = partition;
        this.chances = chances;
        this.client = new Client(around.world());
        this.node = around.anyNode(chances);
    }

    /// Begins to follow.
    public void start() {
        poll();
    }

    /// It does not poll again.
    public void stop() {
        stopped = true;
    }

    /// Whether it has got all that there is.
    public boolean isAtTheEnd() {
        List<TopicIdPartition> open = around.ledger().openPartitionsOf(topic, partition);
        return open.isEmpty()
                || (open.getLast().equals(following)
                        && offset == around.ledger().highWatermark(open.getLast()));
    }

    @Override
    public String toString() {
        return isolation + " follower of " + topic + "-" + partition + " at " + offset;
    }

    private void poll() {
        if (stopped) {
            return;
        }
        List<TopicIdPartition> open = around.ledger().openPartitionsOf(topic, partition);
        if (open.isEmpty()) {
            around.after(IDLE_MS, this::poll);
            return;
        }
        TopicIdPartition newest = open.getLast();
        if (!newest.equals(following)) {
            following = newest;
            offset = 0;
        }
        long end = around.ledger().highWatermark(newest);
        var request = new ReadRequest(List.of(new FetchPosition(newest, offset, MAX_BYTES)), MAX_BYTES, isolation);
        client.send(node, (serving, connection) -> fetch(serving, request), TIMEOUT_NANOS, answer -> hear(end, answer));
    }

    private static CompletionStage<PartitionRead> fetch(Serving node, ReadRequest request) {
        return node.onThread(
                "fetch", () -> node.reader().fetch(request, 1, MAX_WAIT).getFirst());
    }

    /// @param end where the log ended when the question was asked
    private void hear(long end, Answer<PartitionRead> answer) {
        if (stopped) {
            return;
        }
        if (answer instanceof Answer.Received<PartitionRead>(PartitionRead read)) {
            hear(end, read);
        } else {
            node = around.anyNode(chances);
            around.after(BACKOFF_MS, this::poll);
        }
    }

    private void hear(long end, PartitionRead read) {
        TopicIdPartition position = Objects.requireNonNull(following);
        switch (read) {
            case PartitionRead.Records records -> {
                offset = around.deliver(position, isolation, offset, records);
                around.after(1 + chances.nextInt(20), this::poll);
            }
            case PartitionRead.OutOfRange outOfRange -> {
                long start = around.ledger().logStartOffset(position);
                if (offset >= start) {
                    throw new Violation(this + " is out of range, the log is " + start + " to " + end);
                }
                around.count("OFFSET_OUT_OF_RANGE");
                offset = Math.max(offset, outOfRange.bounds().logStartOffset());
                around.after(BACKOFF_MS, this::poll);
            }
            case PartitionRead.UnknownPartition unknown -> {
                if (around.ledger().isOpen(position)) {
                    throw new Violation(this + " is told that there is no such partition");
                }
                around.count("UNKNOWN_TOPIC_OR_PARTITION");
                around.after(BACKOFF_MS, this::poll);
            }
            case PartitionRead.Corrupt corrupt -> elsewhere("CORRUPT_MESSAGE");
            case PartitionRead.StorageFailed(RuntimeException cause) -> {
                if (cause instanceof ReplicaHaltedException) {
                    throw new Violation("a replica has halted", cause);
                }
                elsewhere("KAFKA_STORAGE_ERROR");
            }
        }
    }

    private void elsewhere(String error) {
        around.count(error);
        node = around.anyNode(chances);
        around.after(BACKOFF_MS, this::poll);
    }
}
