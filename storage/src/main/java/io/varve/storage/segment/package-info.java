/// What the journal keeps of a segment, so that reading it is planned without a request.
@NullMarked
package io.varve.storage.segment;

import org.jspecify.annotations.NullMarked;
