/// Measures nodes.
@NullMarked
package io.varve.benchmarks;

import org.jspecify.annotations.NullMarked;
