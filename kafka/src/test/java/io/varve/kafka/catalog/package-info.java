@NullMarked
package io.varve.kafka.catalog;

import org.jspecify.annotations.NullMarked;
