package io.varve.metadata.entry;

/// Nowhere: none of the run's records is left, but its offsets are still part of the log.
public record NoRecords() implements Source {}
