package io.varve.metadata.log;

import io.varve.metadata.entry.SegmentRef;

/// A segment of a topic, and the partition whose records it holds.
public record TopicSegment(int partition, SegmentRef segment) {}
