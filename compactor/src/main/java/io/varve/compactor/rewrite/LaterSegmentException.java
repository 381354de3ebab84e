package io.varve.compactor.rewrite;

import io.varve.metadata.entry.SegmentRef;

/// A segment has columns that this version does not know, and would lose if it wrote it anew.
final class LaterSegmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LaterSegmentException(SegmentRef segment) {
        super("a later version wrote " + segment.object() + ", with columns that are not known here");
    }
}
