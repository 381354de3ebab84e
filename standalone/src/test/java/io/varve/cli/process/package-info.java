@NullMarked
package io.varve.cli.process;

import org.jspecify.annotations.NullMarked;
