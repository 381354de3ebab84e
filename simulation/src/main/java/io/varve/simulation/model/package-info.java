/// An exhaustive search of the commit protocol: every order of events within a bound, by the production code that
/// decides.
@NullMarked
package io.varve.simulation.model;

import org.jspecify.annotations.NullMarked;
