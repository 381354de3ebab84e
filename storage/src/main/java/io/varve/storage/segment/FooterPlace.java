package io.varve.storage.segment;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// Where a segment's footer lies: from the end of its last row group to the end of the object. Without it no row group
/// can be read, and it holds their checksums.
///
/// @param crc32c of those bytes
public record FooterPlace(int position, int length, int crc32c) {

    public FooterPlace {
        if (position < 0 || length <= 0) {
            throw new IllegalArgumentException("a footer of " + length + " bytes at " + position);
        }
    }

    /// The size of the whole segment.
    public long objectSizeBytes() {
        return (long) position + length;
    }

    public void write(ByteWriter out) {
        out.varint(position).varint(length).i32(crc32c);
    }

    public static FooterPlace read(ByteReader in) {
        return new FooterPlace(in.varint32(), in.varint32(), in.i32());
    }
}
