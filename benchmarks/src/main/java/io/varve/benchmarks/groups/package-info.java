/// `varve bench commits` and `varve bench groups`: what committed offsets cost, and how soon many groups are served.
@NullMarked
package io.varve.benchmarks.groups;

import org.jspecify.annotations.NullMarked;
