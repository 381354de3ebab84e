/// A disk that loses what was not synced, and the trial of everything that keeps files on one.
@NullMarked
package io.varve.simulation.disk;

import org.jspecify.annotations.NullMarked;
