/// The state of the `meta` shard: topics, nodes, producer ids and the journal epoch.
@NullMarked
package io.varve.metadata.catalog;

import org.jspecify.annotations.NullMarked;
