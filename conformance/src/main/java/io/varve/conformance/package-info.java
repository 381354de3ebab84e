/// `varve conformance`: what the test suites of Kafka's clients say of a broker, and whether that is what is expected.
@NullMarked
package io.varve.conformance;

import org.jspecify.annotations.NullMarked;
