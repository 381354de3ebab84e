package io.varve.metadata.group;

import java.nio.ByteBuffer;

/// The last record of a key.
///
/// @param offset how many records the shard had taken before it; the order in which records are to be read
/// @param value read-only, as the key is
public record StoredRecord(long offset, ByteBuffer key, ByteBuffer value) {}
