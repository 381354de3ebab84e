/// What the APIs of transactions have in common, those of groups and of producers.
@NullMarked
package io.varve.kafka.transaction;

import org.jspecify.annotations.NullMarked;
