@NullMarked
package io.varve.simulation;

import org.jspecify.annotations.NullMarked;
