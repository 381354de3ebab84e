package io.varve.metadata.entry;

/// Where the bytes of a run lie.
public sealed interface Source permits ObjectRef, SegmentRef, InlineRef, NoRecords, EndMarker {}
