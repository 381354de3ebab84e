package io.varve.simulation.load;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.OffsetAnswer;
import io.varve.log.read.OffsetQuery;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadRequest;
import io.varve.log.read.RecordSearch;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.world.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Asks any node where a log begins and ends, and reads anywhere between. No answer may be older than the question.
public final class Seeker {

    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final long PAUSE_MS = 400;
    private static final int MAX_BYTES = 4_000;

    private final Surroundings around;
    private final SplittableRandom chances;
    private final Client client;
    private boolean stopped;

    public Seeker(Surroundings around, SplittableRandom chances) {
        this.around = around;
        this.chances = chances;
        this.client = new Client(around.world());
    }

    public void start() {
        around.after(PAUSE_MS, this::seek);
    }

    public void stop() {
        stopped = true;
    }

    private void seek() {
        if (stopped) {
            return;
        }
        List<TopicIdPartition> open = around.ledger().open();
        if (open.isEmpty()) {
            start();
            return;
        }
        TopicIdPartition partition = open.get(chances.nextInt(open.size()));
        switch (chances.nextInt(3)) {
            case 0 -> askForEnd(partition);
            case 1 -> askForStart(partition);
            default -> read(partition);
        }
    }

    private void askForEnd(TopicIdPartition partition) {
        IsolationLevel isolation = isolation();
        long atLeast = around.ledger().endOffset(partition, isolation);
        ask(
                partition,
                isolation,
                new OffsetQuery.Latest(),
                found -> found < atLeast || found > around.ledger().endOffset(partition, isolation)
                        ? "the " + isolation + " end of " + partition + " is said to be " + found + ", it was "
                                + atLeast
                        : "");
    }

    private IsolationLevel isolation() {
        return chances.nextBoolean() ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    }

    private void askForStart(TopicIdPartition partition) {
        long atLeast = around.ledger().logStartOffset(partition);
        ask(
                partition,
                isolation(),
                new OffsetQuery.Earliest(),
                found -> found < atLeast || found > around.ledger().logStartOffset(partition)
                        ? "the start of " + partition + " is said to be " + found + ", it was " + atLeast
                        : "");
    }

    /// @param wrong what is wrong with the offset, empty if nothing is
    private void ask(
            TopicIdPartition partition,
            IsolationLevel isolation,
            OffsetQuery.Target target,
            Function<Long, String> wrong) {
        client.send(
                around.anyNode(chances),
                (node, connection) -> offsets(node, isolation, new OffsetQuery(partition, target)),
                TIMEOUT_NANOS,
                answer -> {
                    if (answer instanceof Answer.Received<OffsetAnswer>(OffsetAnswer received)) {
                        hear(partition, received, wrong);
                    }
                    start();
                });
    }

    private void hear(TopicIdPartition partition, OffsetAnswer answer, Function<Long, String> wrong) {
        switch (answer) {
            case OffsetAnswer.Found found -> {
                String complaint = wrong.apply(found.offset());
                if (!complaint.isEmpty() && around.ledger().isOpen(partition)) {
                    throw new Violation(complaint);
                }
            }
            case OffsetAnswer.UnknownPartition unknown -> {
                if (around.ledger().isOpen(partition)) {
                    throw new Violation("a seeker is told that there is no " + partition);
                }
            }
            case OffsetAnswer.StorageFailed failed -> around.count("KAFKA_STORAGE_ERROR");
            case OffsetAnswer.None none -> throw new Violation("a log without an end: " + partition);
            case OffsetAnswer.Corrupt corrupt -> throw new Violation("no record was looked at: " + corrupt);
        }
    }

    private static CompletionStage<OffsetAnswer> offsets(Serving node, IsolationLevel isolation, OffsetQuery query) {
        return node.onThread(
                "offsets",
                () -> node.offsets()
                        .find(List.of(query), isolation, NoSearch.INSTANCE)
                        .getFirst());
    }

    private void read(TopicIdPartition partition) {
        long start = around.ledger().logStartOffset(partition);
        IsolationLevel isolation = isolation();
        long end = around.ledger().endOffset(partition, isolation);
        if (start == end) {
            start();
            return;
        }
        long offset = start + chances.nextLong(end - start);
        var request = new ReadRequest(List.of(new FetchPosition(partition, offset, MAX_BYTES)), MAX_BYTES, isolation);
        client.send(
                around.anyNode(chances),
                (node, connection) ->
                        node.onThread("read", () -> node.reader().read(request).getFirst()),
                TIMEOUT_NANOS,
                answer -> {
                    if (answer instanceof Answer.Received<PartitionRead>(PartitionRead received)) {
                        hear(partition, isolation, offset, received);
                    }
                    start();
                });
    }

    private void hear(TopicIdPartition partition, IsolationLevel isolation, long offset, PartitionRead read) {
        switch (read) {
            case PartitionRead.Records records -> {
                around.deliver(partition, isolation, offset, records);
            }
            case PartitionRead.OutOfRange outOfRange -> {
                if (offset >= around.ledger().logStartOffset(partition)) {
                    throw new Violation(
                            "offset " + offset + " of " + partition + " is said to be out of " + outOfRange.bounds());
                }
                around.count("OFFSET_OUT_OF_RANGE");
            }
            case PartitionRead.UnknownPartition unknown -> {
                if (around.ledger().isOpen(partition)) {
                    throw new Violation("a seeker is told that there is no " + partition);
                }
            }
            case PartitionRead.Corrupt corrupt -> around.count("CORRUPT_MESSAGE");
            case PartitionRead.StorageFailed failed -> around.count("KAFKA_STORAGE_ERROR");
        }
    }

    /// Nobody asks for a time here.
    private enum NoSearch implements RecordSearch {
        INSTANCE;

        @Override
        public Optional<OffsetAnswer.Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
            throw new IllegalStateException("no time was asked for");
        }

        @Override
        public Optional<OffsetAnswer.Found> latest(ByteBuffer batch, long fromOffset) {
            throw new IllegalStateException("no time was asked for");
        }
    }
}
