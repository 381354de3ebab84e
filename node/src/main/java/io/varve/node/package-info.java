/// A process of a cluster: its stores, its roles, its listener, and how others learn of it.
@NullMarked
package io.varve.node;

import org.jspecify.annotations.NullMarked;
