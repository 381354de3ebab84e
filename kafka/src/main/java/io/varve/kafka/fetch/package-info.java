/// Fetch and its incremental sessions, wherever the records come from.
@NullMarked
package io.varve.kafka.fetch;

import org.jspecify.annotations.NullMarked;
