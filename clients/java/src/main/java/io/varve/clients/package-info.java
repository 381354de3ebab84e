/// Programs that use a broker as strangers do, through the Java client alone: the Java part of the compatibility suite,
/// the out-of-range check, and the load of the crash tests. They depend on nothing of Varve, and run as well against
/// Apache Kafka.
@NullMarked
package io.varve.clients;

import org.jspecify.annotations.NullMarked;
