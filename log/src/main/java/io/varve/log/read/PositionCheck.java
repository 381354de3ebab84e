package io.varve.log.read;

import io.varve.metadata.log.LogBounds;

/// Where a position lies. All but [Within] were decided on a state that was read from the journal after the question
/// came, or say that it could not be.
public sealed interface PositionCheck {

    /// There are records from here on, or will be.
    record Within(LogBounds bounds) implements PositionCheck {}

    /// The offset is outside of the log.
    record OutOfRange(LogBounds bounds) implements PositionCheck {}

    /// There is no such partition.
    record UnknownPartition() implements PositionCheck {}

    /// A store did not answer; the same question may be answered later.
    record StorageFailed(RuntimeException cause) implements PositionCheck {}
}
