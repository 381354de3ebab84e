/// Commands for the repair of a journal.
@NullMarked
package io.varve.cli.journal;

import org.jspecify.annotations.NullMarked;
