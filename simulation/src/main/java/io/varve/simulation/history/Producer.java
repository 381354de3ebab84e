package io.varve.simulation.history;

/// A process that sends.
record Producer(String process, ProducerKind kind) {}
