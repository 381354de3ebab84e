/// The node that is measured, the broker beside it, where they keep what they have, and the machine.
@NullMarked
package io.varve.benchmarks.node;

import org.jspecify.annotations.NullMarked;
