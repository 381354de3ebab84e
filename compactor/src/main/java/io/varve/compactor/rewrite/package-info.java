/// Reads runs, writes them anew as segments and bundles, and has the journal name those instead.
@NullMarked
package io.varve.compactor.rewrite;

import org.jspecify.annotations.NullMarked;
