@NullMarked
package io.varve.simulation.model;

import org.jspecify.annotations.NullMarked;
