/// All roles in one process.
@NullMarked
package io.varve.standalone;

import org.jspecify.annotations.NullMarked;
