/// A first look: real records on their way through a node.
@NullMarked
package io.varve.cli.demo;

import org.jspecify.annotations.NullMarked;
