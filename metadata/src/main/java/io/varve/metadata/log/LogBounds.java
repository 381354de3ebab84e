package io.varve.metadata.log;

/// Where a partition's log begins and ends.
///
/// @param highWatermark the offset after the last committed record
/// @param lastStableOffset below it no transaction is open
public record LogBounds(long logStartOffset, long highWatermark, long lastStableOffset) {}
