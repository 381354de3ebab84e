/// `varve bench log`: what compaction and replay cost.
@NullMarked
package io.varve.benchmarks.log;

import org.jspecify.annotations.NullMarked;
