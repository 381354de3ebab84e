/// Decides from state alone what is to be rewritten.
@NullMarked
package io.varve.compactor.plan;

import org.jspecify.annotations.NullMarked;
