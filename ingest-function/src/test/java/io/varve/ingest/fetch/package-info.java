@NullMarked
package io.varve.ingest.fetch;

import org.jspecify.annotations.NullMarked;
