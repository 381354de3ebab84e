/// What transactions take, beside those of Apache Kafka.
@NullMarked
package io.varve.benchmarks.transactions;

import org.jspecify.annotations.NullMarked;
