/// Benchmarks with JMH of what a node does by itself.
@NullMarked
package io.varve.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
