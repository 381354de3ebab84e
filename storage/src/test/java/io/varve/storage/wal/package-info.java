/// The write-ahead object.
@NullMarked
package io.varve.storage.wal;

import org.jspecify.annotations.NullMarked;
