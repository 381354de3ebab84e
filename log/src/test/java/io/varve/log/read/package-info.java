@NullMarked
package io.varve.log.read;

import org.jspecify.annotations.NullMarked;
