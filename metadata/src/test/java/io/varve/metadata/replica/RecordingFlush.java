package io.varve.metadata.replica;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.partition;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import io.varve.storage.wal.WalObject;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A flush of partition 0, and what its proposer has heard.
final class RecordingFlush implements FlushProposal.Answers {

    final TreeMap<Integer, BatchVerdict> verdicts = new TreeMap<>();

    @Nullable
    RuntimeException failure;

    private final List<BatchMeta> batches;

    /// What its producer has sent before, if that has to be written first.
    private @Nullable RecordingFlush predecessor;

    RecordingFlush(BatchMeta... batches) {
        this.batches = List.of(batches);
    }

    /// The flush is worth nothing once the other has failed.
    RecordingFlush after(RecordingFlush other) {
        predecessor = other;
        return this;
    }

    Proposal<LogDraft> proposal(long arrivedNanos) {
        var bytes = ByteBuffer.allocate(BATCH_BYTES * batches.size());
        return proposal(new FlushProposal.Body.Inline(List.of(bytes)), arrivedNanos);
    }

    /// With its bytes in an object.
    Proposal<LogDraft> proposal(ObjectRef object, long arrivedNanos) {
        var nowhere = new WalObject.TableRange(0, 1, 0);
        return proposal(new FlushProposal.Body.InObject(object, nowhere), arrivedNanos);
    }

    private Proposal<LogDraft> proposal(FlushProposal.Body body, long arrivedNanos) {
        var table = new RunTable(List.of(new PartitionBatches(partition(0), 0, batches)));
        var all = new BitSet();
        all.set(0, batches.size());
        return new FlushProposal(body, table, all, arrivedNanos, this);
    }

    @Override
    public boolean stillWants(int batch) {
        return predecessor == null || predecessor.failure == null;
    }

    @Override
    public void decided(int batch, BatchVerdict verdict) {
        if (verdicts.put(batch, verdict) != null) {
            throw new IllegalStateException("batch " + batch + " was decided twice");
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        failure = cause;
    }
}
