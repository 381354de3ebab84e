/// Replicas of shards: they follow the journal, append to it, and keep snapshots of the fold.
@NullMarked
package io.varve.metadata.replica;

import org.jspecify.annotations.NullMarked;
