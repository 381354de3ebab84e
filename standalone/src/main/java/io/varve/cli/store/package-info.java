/// Commands that look into a cluster's stores, without a node.
@NullMarked
package io.varve.cli.store;

import org.jspecify.annotations.NullMarked;
