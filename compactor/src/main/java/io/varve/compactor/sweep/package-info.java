/// Deletes the objects that nobody names any more.
@NullMarked
package io.varve.compactor.sweep;

import org.jspecify.annotations.NullMarked;
