@NullMarked
package io.varve.simulation.torture;

import org.jspecify.annotations.NullMarked;
