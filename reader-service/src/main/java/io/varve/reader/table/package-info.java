/// The topics as tables: their Iceberg REST catalog, and how they fare.
@NullMarked
package io.varve.reader.table;

import org.jspecify.annotations.NullMarked;
