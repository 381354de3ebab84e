package io.varve.log.store;

/// What a place of an [ExtentCache] has in it. Thread-safe and immutable, as far as others can see.
public sealed interface Content permits Extent, RowGroupBatches, DamagedRowGroup {

    /// What it takes in memory, but for a constant.
    int sizeBytes();
}
