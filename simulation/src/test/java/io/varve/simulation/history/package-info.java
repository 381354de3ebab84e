@NullMarked
package io.varve.simulation.history;

import org.jspecify.annotations.NullMarked;
