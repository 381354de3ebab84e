/// Fetch and its incremental sessions.
@NullMarked
package io.varve.reader.fetch;

import org.jspecify.annotations.NullMarked;
