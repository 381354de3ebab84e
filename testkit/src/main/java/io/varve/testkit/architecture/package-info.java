/// The rules that hold modules apart, which one test per module checks.
@NullMarked
package io.varve.testkit.architecture;

import org.jspecify.annotations.NullMarked;
