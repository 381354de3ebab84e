package io.varve.ingest.write;

import io.varve.storage.wal.BatchMeta;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Remembers which batches of idempotent producers this node failed to write, so that what the same producer had sent
/// after them fails as well, until the failed one comes again.
///
/// Once a partition knows a producer, it refuses a gap by itself, and this only spares the client an
/// OUT_OF_ORDER_SEQUENCE_NUMBER. But the first batch that a partition sees of a producer may have any sequence: if that
/// were the second one sent, the first could never follow.
///
/// A producer without idempotence needs none of this: each of its batches stands alone, and one that keeps several
/// requests in flight and retries has accepted another order, here as on Apache Kafka.
///
/// Thread-safe.
///
/// @param <P> what identifies a partition
public final class FailedSequences<P> {

    /// The oldest are forgotten first.
    private static final int MAX_MARKS = 10_000;

    /// Within it a client sends a failed batch again, or gives up and takes a new epoch.
    private static final Duration MARK_LASTS = Duration.ofMinutes(1);

    /// Guarded by this object's monitor.
    private final Map<Key<P>, Mark> marks = new LinkedHashMap<>();

    private record Key<P>(P partition, long producerId) {}

    /// @param sequence of the first failed batch
    /// @param lastArrival what had come to the node when the client was told
    private record Mark(short epoch, int sequence, long lastArrival, long markedNanos) {}

    /// A batch was not written, or nobody can say whether it was.
    ///
    /// @param lastArrival of the latest batch that has come to this node
    public synchronized void failed(P partition, BatchMeta meta, long lastArrival, long nowNanos) {
        if (!meta.idempotent()) {
            return;
        }
        var key = new Key<>(partition, meta.producerId());
        Mark mark = marks.remove(key);
        int sequence = meta.baseSequence();
        if (mark != null && mark.epoch == meta.producerEpoch() && isLater(sequence, mark.sequence)) {
            sequence = mark.sequence;
        }
        marks.put(key, new Mark(meta.producerEpoch(), sequence, lastArrival, nowNanos));
        if (marks.size() > MAX_MARKS) {
            marks.remove(marks.keySet().iterator().next());
        }
    }

    /// Whether the batch must fail, because one before it did and has not come again.
    ///
    /// @param arrival its number among the batches that have come to this node
    /// @param known whether the batch's partition knows its producer; asked only where it matters
    public synchronized boolean blocks(
            P partition, BatchMeta meta, long arrival, long nowNanos, BooleanSupplier known) {
        if (marks.isEmpty() || !meta.idempotent()) {
            return false;
        }
        var key = new Key<>(partition, meta.producerId());
        Mark mark = marks.get(key);
        if (mark == null) {
            return false;
        }
        boolean over = mark.epoch != meta.producerEpoch() || nowNanos - mark.markedNanos > MARK_LASTS.toNanos();
        boolean sentAfterFailure = arrival > mark.lastArrival;
        if (over || (sentAfterFailure && mark.sequence == meta.baseSequence())) {
            marks.remove(key);
            return false;
        }
        return isLater(meta.baseSequence(), mark.sequence) && !(sentAfterFailure && known.getAsBoolean());
    }

    /// Sequences wrap, so of two the later one is that which is less than half the circle ahead.
    private static boolean isLater(int sequence, int than) {
        return sequence != than && ((sequence - than) & Integer.MAX_VALUE) < (1 << 30);
    }
}
