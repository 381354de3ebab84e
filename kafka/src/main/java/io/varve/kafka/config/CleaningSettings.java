package io.varve.kafka.config;

/// When the log of a compacted topic is cleaned.
///
/// @param minLagMs a record stays for so long whatever comes after it, `min.compaction.lag.ms`
/// @param maxLagMs a record that has given way goes after so long, `max.compaction.lag.ms`
/// @param tombstonesMs a tombstone stays for so long after what it deletes has gone, `delete.retention.ms`
/// @param minDirtyRatio the share of bytes behind the last cleaning from which on another is worth it,
///     `min.cleanable.dirty.ratio`
public record CleaningSettings(long minLagMs, long maxLagMs, long tombstonesMs, double minDirtyRatio) {}
