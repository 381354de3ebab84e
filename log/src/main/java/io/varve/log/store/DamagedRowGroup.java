package io.varve.log.store;

import io.varve.core.MalformedDataException;

/// A row group that is not what was written, or whose segment's footer is not: remembered for a while, so that a reader
/// who asks again and again does not have it fetched each time.
///
/// @param foundNanos when that was found, by the monotonic clock
record DamagedRowGroup(MalformedDataException cause, long foundNanos) implements Content {

    @Override
    public int sizeBytes() {
        return 0;
    }
}
