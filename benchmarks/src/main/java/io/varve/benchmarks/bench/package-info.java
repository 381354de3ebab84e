/// `varve bench`: a node beside its store alone.
@NullMarked
package io.varve.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
