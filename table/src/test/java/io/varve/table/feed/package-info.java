@NullMarked
package io.varve.table.feed;

import org.jspecify.annotations.NullMarked;
