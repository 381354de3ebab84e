/// What object stores that speak HTTP have in common: connections that send large bodies at little cost, and the
/// meaning
/// of error answers.
@NullMarked
package io.varve.storage.http;

import org.jspecify.annotations.NullMarked;
