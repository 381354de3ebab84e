@NullMarked
package io.varve.simulation.world;

import org.jspecify.annotations.NullMarked;
