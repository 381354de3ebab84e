/// The vocabulary of the journal: what an entry may say, and how it is encoded.
@NullMarked
package io.varve.metadata.entry;

import org.jspecify.annotations.NullMarked;
