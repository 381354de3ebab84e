@NullMarked
package io.varve.simulation.sim;

import org.jspecify.annotations.NullMarked;
