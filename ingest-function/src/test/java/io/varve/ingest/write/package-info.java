@NullMarked
package io.varve.ingest.write;

import org.jspecify.annotations.NullMarked;
