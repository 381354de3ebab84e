/// What fetches are answered with.
@NullMarked
package io.varve.reader.fetch;

import org.jspecify.annotations.NullMarked;
