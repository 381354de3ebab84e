/// What others have to know of a Parquet segment without opening it.
@NullMarked
package io.varve.storage.segment;

import org.jspecify.annotations.NullMarked;
