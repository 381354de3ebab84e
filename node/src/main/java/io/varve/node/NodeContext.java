package io.varve.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.kafka.net.InFlightBytes;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;

/// What a role works with.
///
/// @param self this node, as it has announced itself
/// @param inFlight the budget of bytes that all requests share
public record NodeContext(Cluster cluster, Node self, InFlightBytes inFlight, MeterRegistry meters) {}
