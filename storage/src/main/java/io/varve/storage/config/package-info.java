/// From the text that says where objects are kept to the store that keeps them.
@NullMarked
package io.varve.storage.config;

import org.jspecify.annotations.NullMarked;
