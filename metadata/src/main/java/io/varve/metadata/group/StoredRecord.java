package io.varve.metadata.group;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import java.nio.ByteBuffer;

/// The last record of a key.
///
/// @param offset how many records the shard had taken before it; the order in which records are to be read
/// @param value read-only, as the key is
public record StoredRecord(long offset, ByteBuffer key, ByteBuffer value) {

    /// An offset, a key and a value.
    static final int MIN_BYTES = 3;

    void write(ByteWriter out) {
        out.varint(offset)
                .varint(key.remaining())
                .raw(key)
                .varint(value.remaining())
                .raw(value);
    }

    static StoredRecord read(ByteReader in) {
        return new StoredRecord(
                in.varint(),
                ByteBuffer.wrap(in.bytes()).asReadOnlyBuffer(),
                ByteBuffer.wrap(in.bytes()).asReadOnlyBuffer());
    }
}
