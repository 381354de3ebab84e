/// Topic configurations: all that Kafka knows, and what Varve makes of each.
@NullMarked
package io.varve.kafka.config;

import org.jspecify.annotations.NullMarked;
