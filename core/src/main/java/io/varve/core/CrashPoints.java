package io.varve.core;

/// Named places at which a test may kill the process or unwind the node. Off in production, at the price of one
/// virtual call.
@FunctionalInterface
public interface CrashPoints {

    CrashPoints OFF = point -> {};

    /// Called when execution passes the point. A test's implementation may not return.
    void reach(CrashPoint point);
}
