/// Commands that run a node.
@NullMarked
package io.varve.cli.serve;

import org.jspecify.annotations.NullMarked;
