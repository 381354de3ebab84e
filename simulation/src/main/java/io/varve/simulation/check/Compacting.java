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
    EXPIRED,
    /// The keys of a log are said to be unique up to somewhere.
    CLEANING,
    /// A cleaning comes to nothing, for another process was faster or the log has changed.
    CLEANING_REFUSED,
    /// A record is cleaned away because a later one of its key has followed it.
    CLEANED,
    /// A tombstone is cleaned away that readers have had the time to see.
    TOMBSTONE_CLEANED
}
