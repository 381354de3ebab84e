@NullMarked
package io.varve.log.store;

import org.jspecify.annotations.NullMarked;
