package io.varve.node;

import io.varve.metadata.entry.NodeAddress;

/// Tries whether another node serves. Blocks the calling virtual thread for a bounded time.
@FunctionalInterface
interface Probe {

    boolean answers(NodeAddress address);
}
