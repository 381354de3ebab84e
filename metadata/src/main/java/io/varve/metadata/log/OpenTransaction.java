package io.varve.metadata.log;

/// A transaction that writes, or may write, to a partition and is not decided there.
///
/// @param epoch of the producer; batches of any other one are no part of it
/// @param epochRises whether each transaction of the producer has an epoch of its own
/// @param firstOffset of its first batch, −1 if there is none yet
public record OpenTransaction(short epoch, boolean epochRises, long firstOffset) {

    static final long NO_OFFSET = -1;

    public boolean hasRecords() {
        return firstOffset != NO_OFFSET;
    }

    OpenTransaction from(long offset) {
        return hasRecords() ? this : new OpenTransaction(epoch, epochRises, offset);
    }
}
