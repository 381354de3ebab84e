/// What brokers make of transactions: sequences of requests that no client would send, and clients that
/// commit and abort thousands.
@NullMarked
package io.varve.clients.transactions;

import org.jspecify.annotations.NullMarked;
