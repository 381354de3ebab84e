package io.varve.storage.wal;

import io.varve.core.TopicIdPartition;
import java.util.List;

/// The batches that one object holds of one partition, side by side and in order of arrival.
///
/// @param position where the first batch begins, in bytes from the start of what holds them
public record PartitionBatches(TopicIdPartition partition, int position, List<BatchMeta> batches) {

    public PartitionBatches {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("no batches of " + partition);
        }
        batches = List.copyOf(batches);
    }

    public int sizeBytes() {
        int size = 0;
        for (BatchMeta batch : batches) {
            size = Math.addExact(size, batch.sizeBytes());
        }
        return size;
    }

    /// The position behind the last batch.
    public int endPosition() {
        return Math.addExact(position, sizeBytes());
    }
}
