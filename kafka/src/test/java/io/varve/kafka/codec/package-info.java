@NullMarked
package io.varve.kafka.codec;

import org.jspecify.annotations.NullMarked;
