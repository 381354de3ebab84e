package io.varve.core;

/// The door to time. Production reads the machine's clocks, the simulator its own.
///
/// Thread-safe. The two clocks are unrelated: the wall clock may jump either way, the monotonic one never goes back.
public interface Clock {

    /// Milliseconds since the Unix epoch by the wall clock.
    long wallMs();

    /// Nanoseconds from an arbitrary origin by the monotonic clock; only differences have a meaning.
    long nanoTime();
}
