package io.varve.metadata.replica;

import io.varve.core.Id128;
import io.varve.metadata.entry.FlushId;

/// Numbers the flushes of one incarnation of an appender. Of the appender's thread.
final class FlushIds {

    private final Id128 incarnation;
    private long next;
    private boolean anyApplied;

    FlushIds(Id128 incarnation) {
        this.incarnation = incarnation;
    }

    Id128 incarnation() {
        return incarnation;
    }

    FlushId next() {
        return new FlushId(incarnation, next++, !anyApplied);
    }

    /// An entry of this incarnation was applied.
    void applied(boolean withFlush) {
        anyApplied |= withFlush;
    }
}
