/// An application of Kafka Streams that is to count everything exactly once, whatever is killed, and the same count
/// made at
/// one go.
@NullMarked
package io.varve.clients.streams;

import org.jspecify.annotations.NullMarked;
