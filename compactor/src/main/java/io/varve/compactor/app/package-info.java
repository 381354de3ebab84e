/// The compactor as a Quarkus application: its role and its settings.
@NullMarked
package io.varve.compactor.app;

import org.jspecify.annotations.NullMarked;
