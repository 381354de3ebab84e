/// Objects in a bucket, through the AWS SDK for Java.
@NullMarked
package io.varve.storage.s3;

import org.jspecify.annotations.NullMarked;
