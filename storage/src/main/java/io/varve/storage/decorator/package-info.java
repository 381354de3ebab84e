/// What can be put around any store: retries, counting, a prefix.
@NullMarked
package io.varve.storage.decorator;

import org.jspecify.annotations.NullMarked;
