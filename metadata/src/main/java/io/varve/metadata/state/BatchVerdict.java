package io.varve.metadata.state;

/// What came of one batch of a flush.
public sealed interface BatchVerdict {

    /// The batch has its place.
    ///
    /// @param logStartOffset of its partition at that moment
    record Accepted(long baseOffset, long logStartOffset) implements BatchVerdict {}

    /// The same batch was accepted before, at this offset.
    record Duplicate(long baseOffset, long logStartOffset) implements BatchVerdict {}

    /// The batch has no place.
    record Rejected(BatchRejection rejection) implements BatchVerdict {}

    /// Nothing is decided: the batch waits for its predecessors.
    record Held() implements BatchVerdict {}
}
