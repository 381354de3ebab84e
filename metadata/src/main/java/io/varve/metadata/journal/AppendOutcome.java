package io.varve.metadata.journal;

/// What is known after an append.
public sealed interface AppendOutcome {

    /// This call wrote the entry.
    record Appended() implements AppendOutcome {}

    /// The sequence already has an entry.
    record Occupied() implements AppendOutcome {}

    /// The reply was lost, or the store failed: the entry may be there now or appear later.
    ///
    /// @param throttled whether the store asked for fewer requests
    record Unknown(boolean throttled, RuntimeException cause) implements AppendOutcome {}
}
