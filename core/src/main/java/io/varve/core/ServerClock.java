package io.varve.core;

/// Hears what time a store says it is, from the `Date` of each of its answers. A node compares that with its own clock
/// and does not append while they differ by more than a minute.
@FunctionalInterface
public interface ServerClock {

    ServerClock IGNORED = serverMs -> {};

    /// A store answered, and its answer carried this time, in milliseconds since the Unix epoch.
    void observed(long serverMs);
}
