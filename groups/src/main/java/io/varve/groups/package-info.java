/// Consumer groups: which node coordinates which of them, by Kafka's own coordinator.
@NullMarked
package io.varve.groups;

import org.jspecify.annotations.NullMarked;
