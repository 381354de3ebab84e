/// The Kafka listener: sockets, frames, pipelining, bounds. It knows no API but ApiVersions' rule for unknown versions.
@NullMarked
package io.varve.kafka.net;

import org.jspecify.annotations.NullMarked;
