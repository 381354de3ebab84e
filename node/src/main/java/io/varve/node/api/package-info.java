/// The APIs about logs that every node answers by itself, whatever its roles.
@NullMarked
package io.varve.node.api;

import org.jspecify.annotations.NullMarked;
