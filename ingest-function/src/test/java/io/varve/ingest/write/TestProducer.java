package io.varve.ingest.write;

import io.varve.ingest.write.BatchOutcome.Decided;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// An idempotent producer as Kafka's clients are: it keeps up to five batches of its partition unacknowledged, sends
/// each again in its place until it is acknowledged, and stays with one node until that fails a batch.
final class TestProducer {

    private static final int MAX_UNACKNOWLEDGED = 5;
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private final long producerId;
    private final int partition;
    private final List<WritePath> nodes;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final NavigableSet<Integer> unsent = new TreeSet<>();
    private final NavigableSet<Integer> unacknowledged = new TreeSet<>();
    private final NavigableMap<Integer, Long> offsets = new TreeMap<>();
    private int node;

    private record Answer(int batch, BatchOutcome outcome) {}

    TestProducer(long producerId, int partition, List<WritePath> nodes) {
        this.producerId = producerId;
        this.partition = partition;
        this.nodes = nodes;
        this.node = (int) (producerId % nodes.size());
    }

    /// Sends so many batches of ten records.
    ///
    /// @return the base offset of each
    List<Long> send(int batches) throws InterruptedException {
        for (int batch = 0; batch < batches; batch++) {
            unsent.add(batch);
            unacknowledged.add(batch);
        }
        while (!unacknowledged.isEmpty()) {
            while (!unsent.isEmpty() && unsent.first() < unacknowledged.first() + MAX_UNACKNOWLEDGED) {
                sendBatch(unsent.removeFirst());
            }
            hear(answers.take());
        }
        return List.copyOf(offsets.values());
    }

    private void hear(Answer answer) {
        switch (answer.outcome()) {
            case Decided(BatchVerdict.Accepted accepted) -> acknowledge(answer.batch(), accepted.baseOffset());
            case Decided(BatchVerdict.Duplicate duplicate) -> acknowledge(answer.batch(), duplicate.baseOffset());
            case Decided(BatchVerdict.Rejected(BatchRejection rejection)) -> {
                if (rejection != BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER) {
                    throw new AssertionError("batch " + answer.batch() + " of " + producerId + ": " + rejection);
                }
                unsent.add(answer.batch());
            }
            case Decided(BatchVerdict.Held held) -> throw new AssertionError("held is no verdict");
            case BatchOutcome.NotWritten notWritten -> {
                node = (node + 1) % nodes.size();
                unsent.add(answer.batch());
            }
            case BatchOutcome.Unknown unknown -> unsent.add(answer.batch());
        }
    }

    private void acknowledge(int batch, long baseOffset) {
        unacknowledged.remove(batch);
        offsets.put(batch, baseOffset);
    }

    private void sendBatch(int batch) {
        nodes.get(node)
                .append(List.of(TestBatches.idempotent(partition, producerId, batch)), TIMEOUT)
                .answer()
                .thenAccept(outcomes -> answers.add(new Answer(batch, outcomes.getFirst())));
    }
}
