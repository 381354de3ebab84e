package io.varve.simulation.check;

import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import java.util.Optional;

/// Where a range of a log lies, as entries say.
///
/// @param position of the first batch, or of the row group, within the source
/// @param sequence of the entry that says so
record Extent(long baseOffset, long endOffset, Source source, int position, int sizeBytes, long sequence) {

    /// What has to stay for the range to be readable.
    Optional<ObjectRef> object() {
        return objectOf(source);
    }

    static Optional<ObjectRef> objectOf(Source source) {
        return switch (source) {
            case ObjectRef object -> Optional.of(object);
            case SegmentRef segment -> Optional.of(segment.object());
            case InlineRef _, NoRecords _, EndMarker _ -> Optional.empty();
        };
    }
}
