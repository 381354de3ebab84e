/// What tests and local development need: servers to run against, doors under a test's control, batches to put into
/// logs. Nothing here is part of what is shipped.
@NullMarked
package io.varve.testkit;

import org.jspecify.annotations.NullMarked;
