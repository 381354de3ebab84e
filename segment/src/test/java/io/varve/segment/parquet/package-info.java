/// Tests of segments.
@NullMarked
package io.varve.segment.parquet;

import org.jspecify.annotations.NullMarked;
