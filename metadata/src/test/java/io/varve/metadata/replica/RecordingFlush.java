package io.varve.metadata.replica;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.partition;

import io.varve.metadata.log.LogDraft;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
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

    RecordingFlush(BatchMeta... batches) {
        this.batches = List.of(batches);
    }

    Proposal<LogDraft> proposal(long arrivedNanos) {
        var table = new RunTable(List.of(new PartitionBatches(partition(0), 0, batches)));
        var bytes = ByteBuffer.allocate(BATCH_BYTES * batches.size());
        var all = new BitSet();
        all.set(0, batches.size());
        return new FlushProposal(new FlushProposal.Body.Inline(List.of(bytes)), table, all, arrivedNanos, this);
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
