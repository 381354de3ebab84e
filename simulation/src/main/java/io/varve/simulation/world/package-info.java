/// A world in one thread: its time, its threads, its chances, and the processes and stores that live in it.
@NullMarked
package io.varve.simulation.world;

import org.jspecify.annotations.NullMarked;
