/// Requests of this node to other nodes, in the Kafka protocol.
@NullMarked
package io.varve.kafka.peer;

import org.jspecify.annotations.NullMarked;
