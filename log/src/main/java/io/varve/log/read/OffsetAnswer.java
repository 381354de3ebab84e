package io.varve.log.read;

/// What came of an [OffsetQuery]. It rests on a state that was read from the journal after the query came.
public sealed interface OffsetAnswer {

    long NO_TIMESTAMP = -1;

    /// @param timestampMs of the record that was searched for, else [#NO_TIMESTAMP]
    record Found(long offset, long timestampMs) implements OffsetAnswer {}

    /// No record is like that.
    record None() implements OffsetAnswer {}

    record UnknownPartition() implements OffsetAnswer {}

    /// What would have to be searched is damaged.
    record Corrupt(String message) implements OffsetAnswer {}

    /// A store did not answer; the same query may succeed later.
    record StorageFailed(RuntimeException cause) implements OffsetAnswer {}
}
