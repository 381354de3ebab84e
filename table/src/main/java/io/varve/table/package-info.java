/// Topics as Iceberg tables: their data files are the segments of the logs, their pointers stand in the journal.
@NullMarked
package io.varve.table;

import org.jspecify.annotations.NullMarked;
