package io.varve.node;

import io.varve.metadata.catalog.Node;

/// Tries whether another node serves: it answers, and counts itself among those that clients may use.
/// Blocks the calling virtual thread for a bounded time.
@FunctionalInterface
public interface Probe {

    boolean serves(Node node);
}
