/// Lets records go that are too old or too many.
@NullMarked
package io.varve.compactor.retain;

import org.jspecify.annotations.NullMarked;
