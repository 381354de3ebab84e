/// Runs worlds by their seeds, and makes small what goes wrong in them.
@NullMarked
package io.varve.simulation.sim;

import org.jspecify.annotations.NullMarked;
