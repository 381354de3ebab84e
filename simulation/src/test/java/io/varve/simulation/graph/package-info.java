@NullMarked
package io.varve.simulation.graph;

import org.jspecify.annotations.NullMarked;
