/// The object-store port and what is built on it alone.
@NullMarked
package io.varve.storage;

import org.jspecify.annotations.NullMarked;
