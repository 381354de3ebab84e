package io.varve.simulation.check;

/// What has to happen to logs in some worlds, or these say nothing of how they are rewritten.
public enum Compacting {
    /// Write-ahead objects or bundles are rewritten.
    ROUND,
    /// A segment is named.
    SEGMENT,
    /// Segments become one.
    MERGE,
    /// A range is rewritten in vain, for another process was faster or the log has changed.
    REFUSED,
    /// An object is deleted because nobody names it any more.
    SWEPT,
    /// A record is let go because it is too old, or because there are too many.
    EXPIRED
}
