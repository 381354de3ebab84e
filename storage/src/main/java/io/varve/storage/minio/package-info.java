/// Objects in a bucket, through the MinIO client for Java.
@NullMarked
package io.varve.storage.minio;

import org.jspecify.annotations.NullMarked;
