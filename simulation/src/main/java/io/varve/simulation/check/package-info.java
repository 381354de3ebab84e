/// What must always hold, told apart from the code that is to make it so.
@NullMarked
package io.varve.simulation.check;

import org.jspecify.annotations.NullMarked;
