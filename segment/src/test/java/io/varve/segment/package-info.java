/// Tests of segments.
@NullMarked
package io.varve.segment;

import org.jspecify.annotations.NullMarked;
