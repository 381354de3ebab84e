package io.varve.simulation.check;

/// What has to happen to transactions in some worlds, or these say nothing of them.
public enum Transacting {
    /// A transaction is committed.
    COMMITTED,
    /// A transaction is aborted because its producer wants it so.
    ABORTED,
    /// A transaction is aborted because it has been open for too long.
    TIMED_OUT,
    /// A transaction is aborted because another producer begins to use its transactional id.
    TAKEN_OVER,
    /// A data shard that is not the transaction's home hears how it was decided.
    MARK,
    /// It hears so seconds after the decision: whoever has decided has ended before it could say so, or stood
    /// still.
    LATE_MARK,
    /// A group shard hears how a transaction was decided that commits offsets there.
    OFFSETS_ENDED,
    /// A producer is told that it has been replaced, and may not go on.
    FENCED,
    /// A producer does not know what became of its transaction.
    UNKNOWN
}
