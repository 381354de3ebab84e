@NullMarked
package io.varve.kafka;

import org.jspecify.annotations.NullMarked;
