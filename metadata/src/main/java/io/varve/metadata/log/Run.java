package io.varve.metadata.log;

import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.Source;

/// Adjacent batches of one partition that lie side by side in one place.
///
/// @param endOffset the offset after the last record
/// @param source where the bytes are
/// @param position of the first batch within the source
/// @param maxTimestampMs the largest timestamp of the records, −1 if none has one
/// @param appendedMs entry time at which the newest of them got its offset
public record Run(
        long baseOffset,
        long endOffset,
        Source source,
        int position,
        int sizeBytes,
        long maxTimestampMs,
        long appendedMs) {

    /// Whether consumers get anything for it but an empty batch.
    public boolean hasRecords() {
        return !(source instanceof NoRecords);
    }

    /// Whether there are bytes somewhere that have to be read for it.
    public boolean isStored() {
        return !(source instanceof NoRecords || source instanceof EndMarker);
    }
}
