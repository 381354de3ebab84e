@NullMarked
package io.varve.table;

import org.jspecify.annotations.NullMarked;
