/// Bytes of the log: where they are in memory, and how they get there.
@NullMarked
package io.varve.log.store;

import org.jspecify.annotations.NullMarked;
