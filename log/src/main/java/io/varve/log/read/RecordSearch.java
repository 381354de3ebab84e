package io.varve.log.read;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Looks at the records of one batch, which this module does not open. Thread-safe.
///
/// A batch is whole, has its place in the log, and is the searcher's own. Methods throw
/// [io.varve.core.MalformedDataException] if its records cannot be read.
public interface RecordSearch {

    /// The first record at or after an offset whose timestamp is at least the given one.
    Optional<OffsetAnswer.Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset);

    /// The record at or after an offset with the largest timestamp, the earliest of several.
    Optional<OffsetAnswer.Found> latest(ByteBuffer batch, long fromOffset);
}
