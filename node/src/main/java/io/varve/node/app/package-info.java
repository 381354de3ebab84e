/// The node as a Quarkus application: settings, life cycle, health and metrics.
@NullMarked
package io.varve.node.app;

import org.jspecify.annotations.NullMarked;
