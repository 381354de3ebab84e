@NullMarked
package io.varve.cli.group;

import org.jspecify.annotations.NullMarked;
