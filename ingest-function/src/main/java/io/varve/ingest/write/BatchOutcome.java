package io.varve.ingest.write;

import io.varve.metadata.state.BatchVerdict;

/// What is known of a batch at the end.
public sealed interface BatchOutcome {

    /// Its shard has decided, durably or on a state that is known to be fresh; never [BatchVerdict.Held].
    record Decided(BatchVerdict verdict) implements BatchOutcome {}

    /// It has no place, and will not get one from this attempt: whoever sent it may send it again.
    record NotWritten(Cause cause, String message) implements BatchOutcome {}

    /// It may have a place, or get one later.
    record Unknown(String message) implements BatchOutcome {}

    /// Why a batch was not written.
    enum Cause {
        /// The object store did not take it.
        STORE,
        /// This node cannot write now; another one may.
        NODE,
        /// A batch that the same producer sent before it was not written.
        PREDECESSOR
    }
}
