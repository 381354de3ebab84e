@NullMarked
package io.varve.kafka.net;

import org.jspecify.annotations.NullMarked;
