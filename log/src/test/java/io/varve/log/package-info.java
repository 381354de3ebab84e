@NullMarked
package io.varve.log;

import org.jspecify.annotations.NullMarked;
