/// The ingest service: takes records from producers and makes them durable.
@NullMarked
package io.varve.ingest;

import org.jspecify.annotations.NullMarked;
