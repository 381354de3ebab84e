/// A small cluster of real processes, which real clients use while it is mistreated, and the history of that.
@NullMarked
package io.varve.simulation.torture;

import org.jspecify.annotations.NullMarked;
