/// Histories of what clients of a cluster did and saw, and the rules that every history must keep.
@NullMarked
package io.varve.simulation.history;

import org.jspecify.annotations.NullMarked;
