/// The `varve` command line.
@NullMarked
package io.varve.cli;

import org.jspecify.annotations.NullMarked;
