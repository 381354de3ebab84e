/// What object stores that speak HTTP have in common: how requests are sent, and the meaning of error answers.
@NullMarked
package io.varve.storage.http;

import org.jspecify.annotations.NullMarked;
