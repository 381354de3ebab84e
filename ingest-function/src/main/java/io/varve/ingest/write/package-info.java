/// The write path: batches are buffered, flushed into one object or straight into the journal, and given their offsets.
@NullMarked
package io.varve.ingest.write;

import org.jspecify.annotations.NullMarked;
