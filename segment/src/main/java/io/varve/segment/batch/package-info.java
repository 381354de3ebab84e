/// Record batches, opened and closed again: the records without their codec.
@NullMarked
package io.varve.segment.batch;

import org.jspecify.annotations.NullMarked;
