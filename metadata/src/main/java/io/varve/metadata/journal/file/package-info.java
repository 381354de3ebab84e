/// The journal of a single process: one append-only file in a folder.
@NullMarked
package io.varve.metadata.journal.file;

import org.jspecify.annotations.NullMarked;
