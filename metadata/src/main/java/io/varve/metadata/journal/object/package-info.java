/// The journal on a bare bucket: one object an entry, created only if its key is free.
@NullMarked
package io.varve.metadata.journal.object;

import org.jspecify.annotations.NullMarked;
