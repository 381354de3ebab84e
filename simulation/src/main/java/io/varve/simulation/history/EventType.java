package io.varve.simulation.history;

/// Whether an operation begins, or how it ended. One that never ends is as unknown as one that ends in [#INFO].
public enum EventType {
    /// The operation begins now.
    INVOKE,
    /// It happened.
    OK,
    /// It did not happen, and never will.
    FAIL,
    /// It happened, or not, or it will later: a time-out says no more.
    INFO
}
