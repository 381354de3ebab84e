/// Record batches opened, and responses as bytes: the one package that sees Kafka's record classes and codecs.
@NullMarked
package io.varve.kafka.codec;

import org.jspecify.annotations.NullMarked;
