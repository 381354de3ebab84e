/// Parquet files that hold a range of one partition's log, one row a record.
@NullMarked
package io.varve.segment;

import org.jspecify.annotations.NullMarked;
