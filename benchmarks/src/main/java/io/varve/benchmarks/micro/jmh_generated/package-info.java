/// What JMH makes of the benchmarks while they are compiled.
@NullMarked
package io.varve.benchmarks.micro.jmh_generated;

import org.jspecify.annotations.NullMarked;
