/// Produce over the Kafka protocol, and the producer ids that it needs.
@NullMarked
package io.varve.ingest.produce;

import org.jspecify.annotations.NullMarked;
