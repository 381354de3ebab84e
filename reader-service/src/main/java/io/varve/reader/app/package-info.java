/// The reader service as a Quarkus application: its role and its settings.
@NullMarked
package io.varve.reader.app;

import org.jspecify.annotations.NullMarked;
