package io.varve.segment;

/// One row group of a written segment.
///
/// @param endOffset where the next one begins; offsets without rows belong to the row group before them
/// @param position of its first byte in the object
/// @param maxTimestampMs the largest timestamp of its records, whether or not its column can hold it; −1 if none has
/// one
/// @param maxIngestMs the latest time at which one of its batches came
public record RowGroup(
        long baseOffset, long endOffset, int position, int sizeBytes, long maxTimestampMs, long maxIngestMs) {

    public RowGroup {
        if (baseOffset < 0 || endOffset <= baseOffset || position < 0 || sizeBytes <= 0) {
            throw new IllegalArgumentException("a row group of offsets " + baseOffset + " to " + endOffset + " in "
                    + sizeBytes + " bytes at " + position);
        }
    }
}
