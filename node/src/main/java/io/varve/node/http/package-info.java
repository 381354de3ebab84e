/// What roles answer over HTTP, whatever serves it.
@NullMarked
package io.varve.node.http;

import org.jspecify.annotations.NullMarked;
