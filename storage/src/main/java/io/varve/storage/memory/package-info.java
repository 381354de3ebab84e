/// Objects in the heap of one process, for tests and for trying things out.
@NullMarked
package io.varve.storage.memory;

import org.jspecify.annotations.NullMarked;
