/// Journals by URI, as they stand in configuration.
@NullMarked
package io.varve.metadata.journal.uri;

import org.jspecify.annotations.NullMarked;
