@NullMarked
package io.varve.ingest.transaction;

import org.jspecify.annotations.NullMarked;
