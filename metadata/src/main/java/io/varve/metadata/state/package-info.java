/// What every shard's state machine is: a pure fold over entries.
@NullMarked
package io.varve.metadata.state;

import org.jspecify.annotations.NullMarked;
