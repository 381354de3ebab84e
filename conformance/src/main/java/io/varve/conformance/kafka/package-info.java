/// Kafka's own client tests, on a cluster that runs already.
@NullMarked
package io.varve.conformance.kafka;

import org.jspecify.annotations.NullMarked;
