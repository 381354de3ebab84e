/// Which node coordinates a group shard, and how it finds out that it does no longer.
@NullMarked
package io.varve.groups.claim;

import org.jspecify.annotations.NullMarked;
