/// Tests of segments.
@NullMarked
package io.varve.segment.batch;

import org.jspecify.annotations.NullMarked;
