package io.varve.metadata.replica;

import io.varve.core.Entropy;
import io.varve.core.Id128;
import io.varve.metadata.entry.FlushId;

/// Numbers the flushes of an appender's incarnation. Of the appender's thread.
public final class FlushIds {

    private final Entropy entropy;
    private Id128 incarnation;
    private long next;
    private boolean anyApplied;

    public FlushIds(Entropy entropy) {
        this.entropy = entropy;
        this.incarnation = entropy.nextId();
    }

    public Id128 incarnation() {
        return incarnation;
    }

    public FlushId next() {
        return new FlushId(incarnation, next++, !anyApplied);
    }

    /// An entry with a flush of this incarnation was applied.
    public void applied() {
        anyApplied = true;
    }

    /// Begins another incarnation. Only when no flush of this one is in doubt any more.
    void renew() {
        incarnation = entropy.nextId();
        next = 0;
        anyApplied = false;
    }
}
