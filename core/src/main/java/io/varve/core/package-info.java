/// The vocabulary that every module shares: identifiers, byte codecs, and the doors through which code reaches the
/// clock, randomness and threads.
@NullMarked
package io.varve.core;

import org.jspecify.annotations.NullMarked;
