/// Servers that tests and local development run against. Nothing here is part of what is shipped.
@NullMarked
package io.varve.testkit;

import org.jspecify.annotations.NullMarked;
