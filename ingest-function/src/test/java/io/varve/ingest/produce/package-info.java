@NullMarked
package io.varve.ingest.produce;

import org.jspecify.annotations.NullMarked;
