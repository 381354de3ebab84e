/// Puts Varve to the test: in simulation, by a model of its protocol, and by the histories of real clients.
@NullMarked
package io.varve.simulation;

import org.jspecify.annotations.NullMarked;
