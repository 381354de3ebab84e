/// Commands about topics.
@NullMarked
package io.varve.cli.topic;

import org.jspecify.annotations.NullMarked;
