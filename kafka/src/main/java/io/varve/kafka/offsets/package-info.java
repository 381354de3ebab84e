/// Questions for offsets, answered alike by ingest nodes and readers.
@NullMarked
package io.varve.kafka.offsets;

import org.jspecify.annotations.NullMarked;
