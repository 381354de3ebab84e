package io.varve.segment;

import io.varve.storage.Payload;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import java.util.List;

/// A segment ready to be written.
///
/// @param rowGroups contiguous from the object's first byte to its footer
public record EncodedSegment(Payload payload, FooterPlace footer, List<RowGroup> rowGroups, SegmentStats stats) {

    public EncodedSegment {
        rowGroups = List.copyOf(rowGroups);
    }
}
