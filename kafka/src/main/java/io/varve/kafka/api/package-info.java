/// What a service writes to speak Kafka: one [io.varve.kafka.api.ApiHandler] per API, and the registry that
/// the listener asks. No sockets here: a handler is tested with a context and a message.
@NullMarked
package io.varve.kafka.api;

import org.jspecify.annotations.NullMarked;
