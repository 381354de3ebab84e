@NullMarked
package io.varve.simulation.disk;

import org.jspecify.annotations.NullMarked;
