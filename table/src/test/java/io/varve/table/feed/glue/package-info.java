@NullMarked
package io.varve.table.feed.glue;

import org.jspecify.annotations.NullMarked;
