/// Words and doors that the tests of this module share.
@NullMarked
package io.varve.metadata;

import org.jspecify.annotations.NullMarked;
