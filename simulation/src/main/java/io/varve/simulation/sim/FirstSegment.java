package io.varve.simulation.sim;

import io.varve.segment.EncodedSegment;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.BatchOpening;
import io.varve.segment.parquet.SegmentWriter;
import io.varve.testkit.TestBatch;

/// A segment that is written outside of all worlds. The first one in a process unpacks native code into a file whose
/// name is drawn at random, and the randomness would be that of the world which came to it first.
final class FirstSegment {

    private FirstSegment() {}

    static EncodedSegment write() {
        var writer = new SegmentWriter(0, 0, SegmentSettings.DEFAULT);
        writer.add(BatchOpening.open(TestBatch.of(0, "first"), 0, 0, Short.MAX_VALUE));
        return writer.finish(1);
    }
}
