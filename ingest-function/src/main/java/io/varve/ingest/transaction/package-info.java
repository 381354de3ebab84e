/// The APIs of transactions, but for those that commit offsets within them.
@NullMarked
package io.varve.ingest.transaction;

import org.jspecify.annotations.NullMarked;
