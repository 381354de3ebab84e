/// What keeps a node or a store busy while it is measured.
@NullMarked
package io.varve.benchmarks.load;

import org.jspecify.annotations.NullMarked;
