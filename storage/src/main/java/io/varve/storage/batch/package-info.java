/// Kafka's record batch, as far as Varve looks into it: its header.
@NullMarked
package io.varve.storage.batch;

import org.jspecify.annotations.NullMarked;
