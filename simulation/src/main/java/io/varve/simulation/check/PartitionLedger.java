package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.simulation.world.Violation;
import io.varve.storage.wal.BatchMeta;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One partition as the entries say it is, by the simplest rule there is: each accepted batch takes the offsets from
/// the
/// end on.
final class PartitionLedger {

    private final TopicIdPartition partition;
    private final NavigableMap<Long, BatchMeta> batches = new TreeMap<>();
    private final Set<Sequence> sequences = new HashSet<>();
    private long logStartOffset;
    private long highWatermark;
    private boolean closed;

    PartitionLedger(TopicIdPartition partition) {
        this.partition = partition;
    }

    private record Sequence(long producerId, short epoch, int baseSequence) {}

    void append(BatchMeta batch) {
        if (closed) {
            throw new Violation("a batch is given an offset in " + partition + ", whose topic is closed");
        }
        if (batch.idempotent()
                && !sequences.add(new Sequence(batch.producerId(), batch.producerEpoch(), batch.baseSequence()))) {
            throw new Violation("sequence " + batch.baseSequence() + " of producer " + batch.producerId()
                    + " is a second time in " + partition + ", at offset " + highWatermark);
        }
        batches.put(highWatermark, batch);
        highWatermark += batch.recordCount();
    }

    void trim(long offset) {
        if (offset > highWatermark) {
            throw new Violation("the log start " + offset + " of " + partition + " is beyond its end " + highWatermark);
        }
        logStartOffset = Math.max(logStartOffset, offset);
    }

    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    long logStartOffset() {
        return logStartOffset;
    }

    long highWatermark() {
        return highWatermark;
    }

    @Nullable
    BatchMeta at(long baseOffset) {
        return batches.get(baseOffset);
    }

    /// The batches that hold an offset at or after the given one, by base offset.
    Map<Long, BatchMeta> from(long offset) {
        Long first = batches.floorKey(offset);
        return batches.tailMap(first == null ? offset : first, true);
    }
}
