package io.varve.simulation.history;

/// What a consumer sees of transactions, as it is configured. One that does not say so gets no records that are not
/// committed, but is told the ends of whole logs.
public enum Isolation {
    /// Whatever stands in the log.
    READ_UNCOMMITTED,
    /// What was committed, up to the first record of which that is not known.
    READ_COMMITTED
}
