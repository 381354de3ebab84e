/// The journal in a DynamoDB table: one item an entry, put only if its key is free. The only package that sees
/// the DynamoDB SDK.
@NullMarked
package io.varve.metadata.journal.dynamodb;

import org.jspecify.annotations.NullMarked;
