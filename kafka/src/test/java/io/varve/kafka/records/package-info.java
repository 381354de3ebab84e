@NullMarked
package io.varve.kafka.records;

import org.jspecify.annotations.NullMarked;
