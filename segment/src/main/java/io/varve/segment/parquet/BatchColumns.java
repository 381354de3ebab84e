package io.varve.segment.parquet;

/// What the first row of a batch tells of all of it.
record BatchColumns(
        long baseOffset,
        int lastOffsetDelta,
        long producerId,
        short producerEpoch,
        int baseSequence,
        short attributes,
        long baseTimestampMs,
        long maxTimestampMs,
        long ingestMs) {}
