/// Handlers that answer from the catalog: which topics, partitions and nodes there are.
@NullMarked
package io.varve.kafka.catalog;

import org.jspecify.annotations.NullMarked;
