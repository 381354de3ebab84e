package io.varve.log.read;

import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import java.nio.ByteBuffer;
import java.util.List;

/// What a partition answers to a read. All but [Records] were decided on a state that was read from the journal after
/// the request came, or say that it could not be.
public sealed interface PartitionRead {

    /// @param batches whole batches, the first of which holds the offset that was asked for, or is the next
    /// one where compaction has left a gap; none at the end of the log, and none where the request had no
    /// room left
    /// @param aborted transactions with records among these, for a reader of committed ones; the batch that
    /// ends each is among these too, or behind them
    record Records(LogBounds bounds, List<ReadBatch> batches, List<AbortedTransaction> aborted)
            implements PartitionRead {

        public Records {
            batches = List.copyOf(batches);
            aborted = List.copyOf(aborted);
        }

        public int sizeBytes() {
            return batches.stream().mapToInt(ReadBatch::sizeBytes).sum();
        }

        /// All batches in one piece.
        public ByteBuffer copy() {
            ByteBuffer whole = ByteBuffer.allocate(sizeBytes());
            batches.forEach(batch -> batch.writeTo(whole));
            return whole.flip();
        }
    }

    /// The offset is outside of the log.
    record OutOfRange(LogBounds bounds) implements PartitionRead {}

    /// There is no such partition.
    record UnknownPartition() implements PartitionRead {}

    /// The batch at the offset is damaged. Those before it can be read, and so can other partitions.
    record Corrupt(LogBounds bounds, String message) implements PartitionRead {}

    /// A store did not answer; the same read may succeed later.
    record StorageFailed(RuntimeException cause) implements PartitionRead {}
}
