package io.varve.simulation.cluster;

/// What a client knows after a request.
public sealed interface Answer<T> {

    record Received<T>(T value) implements Answer<T> {}

    /// The node failed the request.
    record Failed<T>(Throwable cause) implements Answer<T> {}

    /// There was no connection: nothing was sent.
    record Refused<T>() implements Answer<T> {}

    /// The connection broke, or the time was up: nobody knows.
    record Lost<T>() implements Answer<T> {}
}
