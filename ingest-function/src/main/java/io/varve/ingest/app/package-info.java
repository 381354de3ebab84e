/// The ingest service as a Quarkus application: takes records from producers and makes them durable.
@NullMarked
package io.varve.ingest.app;

import org.jspecify.annotations.NullMarked;
