package io.varve.storage.wal;

import io.varve.core.Id128;

/// Who wrote a write-ahead object, and when in the life of the journal.
///
/// @param epoch the journal epoch under which it was written, also part of its key
/// @param number distinct for every object of an incarnation
public record WalHeader(int nodeId, Id128 clusterId, Id128 incarnation, long epoch, long number) {}
