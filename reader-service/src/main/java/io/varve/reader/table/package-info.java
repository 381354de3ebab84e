/// The Iceberg REST catalog of the topics.
@NullMarked
package io.varve.reader.table;

import org.jspecify.annotations.NullMarked;
