package io.varve.compactor.plan;

/// What runs are to become.
public enum Form {
    /// Rows of a Parquet segment.
    SEGMENT,
    /// Batches as they are, beside those of other partitions.
    BUNDLE
}
