/// Tests of what the journal keeps of segments.
@NullMarked
package io.varve.storage.segment;

import org.jspecify.annotations.NullMarked;
