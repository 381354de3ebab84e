/// The read path: which shards there are, and with [io.varve.log.read] and [io.varve.log.store] how their logs are
/// read.
@NullMarked
package io.varve.log;

import org.jspecify.annotations.NullMarked;
