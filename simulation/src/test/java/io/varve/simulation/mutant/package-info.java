/// What `tools/mutate` needs beside the tests themselves.
@NullMarked
package io.varve.simulation.mutant;

import org.jspecify.annotations.NullMarked;
