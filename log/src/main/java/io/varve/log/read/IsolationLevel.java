package io.varve.log.read;

import io.varve.metadata.log.LogBounds;

/// Up to where a reader sees a log.
public enum IsolationLevel {
    /// All that is in the log.
    READ_UNCOMMITTED,
    /// What no open transaction is in front of.
    READ_COMMITTED;

    /// The offset that the reader does not reach.
    public long endOffset(LogBounds bounds) {
        return switch (this) {
            case READ_UNCOMMITTED -> bounds.highWatermark();
            case READ_COMMITTED -> bounds.lastStableOffset();
        };
    }
}
