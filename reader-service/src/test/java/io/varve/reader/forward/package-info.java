@NullMarked
package io.varve.reader.forward;

import org.jspecify.annotations.NullMarked;
