/// How far the transaction of a transactional id is, and who may go on with it.
@NullMarked
package io.varve.metadata.transaction;

import org.jspecify.annotations.NullMarked;
