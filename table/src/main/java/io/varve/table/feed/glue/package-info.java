/// The AWS Glue Data Catalog, fed through the AWS SDK.
@NullMarked
package io.varve.table.feed.glue;

import org.jspecify.annotations.NullMarked;
