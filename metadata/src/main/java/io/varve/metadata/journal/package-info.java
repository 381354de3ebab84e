/// The journal: Varve's one primitive. Entry *n* of a shard is written at most once.
@NullMarked
package io.varve.metadata.journal;

import org.jspecify.annotations.NullMarked;
