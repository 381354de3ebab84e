/// The REST catalog of Iceberg, read side, over the tables of this cluster.
@NullMarked
package io.varve.table.rest;

import org.jspecify.annotations.NullMarked;
