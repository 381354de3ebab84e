/// Directed graphs whose edges have kinds, and the cycles in them.
@NullMarked
package io.varve.simulation.graph;

import org.jspecify.annotations.NullMarked;
