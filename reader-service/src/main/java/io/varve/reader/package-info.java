/// The reading role: what consumers ask for.
@NullMarked
package io.varve.reader;

import org.jspecify.annotations.NullMarked;
