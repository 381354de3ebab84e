@NullMarked
package io.varve.kafka.fetch;

import org.jspecify.annotations.NullMarked;
