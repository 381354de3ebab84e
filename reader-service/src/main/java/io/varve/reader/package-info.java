/// Fetch over the Kafka protocol.
@NullMarked
package io.varve.reader;

import org.jspecify.annotations.NullMarked;
