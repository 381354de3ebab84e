package io.varve.reader;

/// What a client wants of one partition.
///
/// @param currentLeaderEpoch the epoch that the client knows, −1 if it does not say
record FetchSpec(long fetchOffset, int maxBytes, int currentLeaderEpoch) {}
