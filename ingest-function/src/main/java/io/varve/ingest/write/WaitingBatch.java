package io.varve.ingest.write;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.wal.BatchMeta;

/// A batch within the write path. Identity, not content, tells two of them apart.
final class WaitingBatch {

    private final IncomingBatch batch;
    private final PendingAppend append;
    private final int index;
    private final long arrival;
    private final long arrivedNanos;

    /// How often its bytes have been put. Of whoever has the batch, in turn.
    private int uploads;

    /// @param index of the batch in its request
    /// @param arrival the place of the batch in the order in which all batches came to this node
    WaitingBatch(IncomingBatch batch, PendingAppend append, int index, long arrival, long arrivedNanos) {
        this.batch = batch;
        this.append = append;
        this.index = index;
        this.arrival = arrival;
        this.arrivedNanos = arrivedNanos;
    }

    IncomingBatch batch() {
        return batch;
    }

    BatchMeta meta() {
        return batch.meta();
    }

    ShardId shard() {
        return batch.destination().shard();
    }

    TopicIdPartition partition() {
        return batch.destination().partition();
    }

    long arrival() {
        return arrival;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    int uploads() {
        return uploads;
    }

    void countUpload() {
        uploads++;
    }

    void end(BatchOutcome outcome) {
        append.ended(index, outcome);
    }
}
