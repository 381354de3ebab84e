/// The record batch as bytes: where its header's fields are, what a broker checks in them, and the few that it writes.
/// Nothing here opens a batch, and nothing here needs a Kafka class.
@NullMarked
package io.varve.kafka.records;

import org.jspecify.annotations.NullMarked;
