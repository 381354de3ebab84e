package io.varve.log.read;

import io.varve.log.store.Extent;
import io.varve.log.store.RowGroupBatches;
import io.varve.metadata.log.Run;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Walks the batches of a run in the order of their offsets, the last of which ends where the run does. Of one thread.
sealed interface RunBatches permits StoredBatches, PlacedBatches {

    /// The next batch, or null behind the last one.
    ///
    /// @throws io.varve.core.MalformedDataException if it is damaged, or not what the state says
    @Nullable
    Stored next();

    /// The batches of a run that were stored as they came.
    static RunBatches of(Run run, Extent extent) {
        return new StoredBatches(run, extent);
    }

    /// The batches of a run that is a row group, from the one on that holds an offset, or of a run without records.
    static RunBatches of(Run run, RowGroupBatches batches, long fromOffset) {
        return new PlacedBatches(run, batches, fromOffset);
    }

    /// A batch, whatever its bytes say of its offset.
    ///
    /// @param bytes begin with the batch and may go on behind it
    record Stored(ByteBuffer bytes, BatchHeader header, long baseOffset) {

        long lastOffset() {
            return baseOffset + header.lastOffsetDelta();
        }

        boolean hasRecords() {
            return header.recordCount() > 0;
        }

        ReadBatch placed() {
            return ReadBatch.placed(bytes, header, baseOffset);
        }
    }
}
