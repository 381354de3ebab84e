/// Rewrites the log: what is set about it, and what it counts.
@NullMarked
package io.varve.compactor;

import org.jspecify.annotations.NullMarked;
