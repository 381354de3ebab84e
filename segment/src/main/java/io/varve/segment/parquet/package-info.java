/// The Parquet format of segments. Nothing else knows Parquet.
@NullMarked
package io.varve.segment.parquet;

import org.jspecify.annotations.NullMarked;
