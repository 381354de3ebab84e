/// The node that is measured, and the machine.
@NullMarked
package io.varve.benchmarks.node;

import org.jspecify.annotations.NullMarked;
