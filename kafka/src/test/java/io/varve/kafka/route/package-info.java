@NullMarked
package io.varve.kafka.route;

import org.jspecify.annotations.NullMarked;
