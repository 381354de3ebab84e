/// A cluster as one process sees it: its shards, and the work that keeps them in order.
@NullMarked
package io.varve.metadata.cluster;

import org.jspecify.annotations.NullMarked;
