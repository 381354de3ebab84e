package io.varve.compactor.plan;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.Run;
import io.varve.storage.batch.BatchHeader;
import java.util.List;

/// Adjacent runs of one partition that are rewritten together.
///
/// @param runs in order, without gaps, at least one
/// @param aborted transactions that have records in the runs; if these become rows, no transaction is open in them
public record Stretch(TopicIdPartition partition, Form form, List<Run> runs, List<AbortedTransaction> aborted) {

    public Stretch {
        runs = List.copyOf(runs);
        aborted = List.copyOf(aborted);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("no runs of " + partition);
        }
    }

    public long baseOffset() {
        return runs.getFirst().baseOffset();
    }

    /// Whether a batch is part of an aborted transaction.
    public boolean isAborted(BatchHeader header, long baseOffset) {
        return header.transactional()
                && aborted.stream()
                        .anyMatch(transaction -> transaction.producerId() == header.producerId()
                                && transaction.firstOffset() <= baseOffset
                                && baseOffset < transaction.lastOffset());
    }

    public long endOffset() {
        return runs.getLast().endOffset();
    }
}
