/// The state of a data shard: where the records of each partition are, and what idempotent producers have written.
@NullMarked
package io.varve.metadata.log;

import org.jspecify.annotations.NullMarked;
