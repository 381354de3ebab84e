/// The write-ahead object: the batches of many partitions in one object that can be read and checked on its own.
@NullMarked
package io.varve.storage.wal;

import org.jspecify.annotations.NullMarked;
