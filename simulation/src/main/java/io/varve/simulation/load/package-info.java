/// Clients in a simulated world.
@NullMarked
package io.varve.simulation.load;

import org.jspecify.annotations.NullMarked;
