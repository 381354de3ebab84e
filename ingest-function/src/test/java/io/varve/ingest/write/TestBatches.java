package io.varve.ingest.write;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Batches for the write path, which looks at what is known of them and never into them.
final class TestBatches {

    static final TopicId TOPIC = new TopicId(0, 7);
    static final ShardId SHARD = ShardId.data(0);
    static final int BATCH_BYTES = 100;

    private TestBatches() {}

    static Destination to(int partition) {
        return new Destination(SHARD, new TopicIdPartition(TOPIC, partition), Optional.empty());
    }

    /// Ten records without a producer id.
    static IncomingBatch plain(int partition) {
        return plain(to(partition), BATCH_BYTES);
    }

    static IncomingBatch plain(Destination destination, int sizeBytes) {
        return new IncomingBatch(
                destination,
                new BatchMeta(
                        10,
                        sizeBytes,
                        1,
                        (short) 0,
                        BatchMeta.NO_PRODUCER_ID,
                        BatchMeta.NO_PRODUCER_EPOCH,
                        BatchMeta.NO_SEQUENCE),
                ByteBuffer.allocate(sizeBytes));
    }

    /// Ten records of a producer, whose batch number `number` in its epoch 0 it is.
    static IncomingBatch idempotent(int partition, long producerId, int number) {
        return idempotent(to(partition), BATCH_BYTES, producerId, (short) 0, number * 10);
    }

    static IncomingBatch idempotent(
            Destination destination, int sizeBytes, long producerId, short epoch, int baseSequence) {
        return new IncomingBatch(
                destination,
                new BatchMeta(10, sizeBytes, 1, (short) 0, producerId, epoch, baseSequence),
                ByteBuffer.allocate(sizeBytes));
    }

    static WaitingBatch waiting(IncomingBatch batch, long arrival) {
        return new WaitingBatch(batch, new PendingAppend(1), 0, arrival, 0);
    }

    /// What a batch comes to that is written with this offset first.
    static BatchOutcome accepted(long baseOffset) {
        return new BatchOutcome.Decided(new BatchVerdict.Accepted(baseOffset, 0));
    }
}
