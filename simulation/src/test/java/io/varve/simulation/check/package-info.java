@NullMarked
package io.varve.simulation.check;

import org.jspecify.annotations.NullMarked;
