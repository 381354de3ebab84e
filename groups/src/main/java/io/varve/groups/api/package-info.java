/// The APIs of groups.
@NullMarked
package io.varve.groups.api;

import org.jspecify.annotations.NullMarked;
