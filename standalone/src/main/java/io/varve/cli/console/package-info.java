/// What all commands share: how they reach a cluster, and how they speak to a person or a program.
@NullMarked
package io.varve.cli.console;

import org.jspecify.annotations.NullMarked;
