@NullMarked
package io.varve.cli.console;

import org.jspecify.annotations.NullMarked;
