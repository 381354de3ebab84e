@NullMarked
package io.varve.kafka.peer;

import org.jspecify.annotations.NullMarked;
