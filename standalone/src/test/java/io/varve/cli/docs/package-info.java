@NullMarked
package io.varve.cli.docs;

import org.jspecify.annotations.NullMarked;
