package io.varve.metadata.cluster;

import io.varve.metadata.journal.Journal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.storage.ObjectStore;

/// The two durable parts of a cluster, and the clock that they are held against. Both stores report to the guard.
public record Stores(ObjectStore objects, Journal journal, ClockGuard clockGuard) {}
