/// Which node a client is sent to.
@NullMarked
package io.varve.kafka.route;

import org.jspecify.annotations.NullMarked;
