/// Apache Kafka's group coordinator over the journal: the only place that knows it.
@NullMarked
package io.varve.groups.coordinator;

import org.jspecify.annotations.NullMarked;
