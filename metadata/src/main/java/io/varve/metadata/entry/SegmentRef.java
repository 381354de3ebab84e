package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;

/// A Parquet segment. Each of its row groups is a run of its own, whose position and size say where the row group lies.
///
/// @param footer what has to be read before a row group can be
/// @param stats what SQL engines are told of the segment
public record SegmentRef(ObjectRef object, FooterPlace footer, SegmentStats stats) implements Source {

    public SegmentRef {
        if (object.kind() != ObjectRef.Kind.SEGMENT) {
            throw new IllegalArgumentException(object + " is no segment");
        }
    }

    public void write(ByteWriter out) {
        object.write(out);
        footer.write(out);
        stats.write(out);
    }

    public static SegmentRef read(ByteReader in) {
        return new SegmentRef(ObjectRef.read(in), FooterPlace.read(in), SegmentStats.read(in));
    }
}
