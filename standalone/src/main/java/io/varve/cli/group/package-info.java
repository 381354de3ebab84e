/// Commands about consumer groups. They know Kafka's admin client alone, so they serve any Kafka.
@NullMarked
package io.varve.cli.group;

import org.jspecify.annotations.NullMarked;
