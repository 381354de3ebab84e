/// A small stand-in for DynamoDB, and a way to start an independent one. Tests and local development only.
@NullMarked
package io.varve.testkit.dynamodb;

import org.jspecify.annotations.NullMarked;
