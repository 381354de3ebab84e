/// Fetches that reach a node which does not read: consumers are sent to readers, or served through them.
@NullMarked
package io.varve.ingest.fetch;

import org.jspecify.annotations.NullMarked;
