/// Objects and ranges of objects in the heap.
@NullMarked
package io.varve.storage.cache;

import org.jspecify.annotations.NullMarked;
