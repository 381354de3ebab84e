@NullMarked
package io.varve.kafka.config;

import org.jspecify.annotations.NullMarked;
