/// Nodes of the production code in a simulated world, and the connections of clients to them.
@NullMarked
package io.varve.simulation.cluster;

import org.jspecify.annotations.NullMarked;
