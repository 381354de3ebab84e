/// The state of the group shards: who coordinates, and the last record of each key.
@NullMarked
package io.varve.metadata.group;

import org.jspecify.annotations.NullMarked;
