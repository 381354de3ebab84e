@NullMarked
package io.varve.metadata.transaction;

import org.jspecify.annotations.NullMarked;
