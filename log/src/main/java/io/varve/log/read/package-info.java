/// Reading logs: plans made from state alone, batches with their offsets, long polls, and offsets by time.
@NullMarked
package io.varve.log.read;

import org.jspecify.annotations.NullMarked;
