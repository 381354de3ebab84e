@NullMarked
package io.varve.kafka.transaction;

import org.jspecify.annotations.NullMarked;
