/// The compactor at work: its jobs.
@NullMarked
package io.varve.compactor.work;

import org.jspecify.annotations.NullMarked;
