/// Tests of the object-store port.
@NullMarked
package io.varve.storage;

import org.jspecify.annotations.NullMarked;
