package io.varve.storage.segment;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;

/// Where a segment's footer lies: from the end of its last row group to the end of the object.
///
/// @param crc32c of those bytes
public record FooterPlace(int position, int length, int crc32c) {

    public FooterPlace {
        if (position <= 0 || length <= 0 || position > Integer.MAX_VALUE - length) {
            throw new IllegalArgumentException("a footer of " + length + " bytes at " + position);
        }
    }

    public int objectSizeBytes() {
        return position + length;
    }

    public void write(ByteWriter out) {
        out.varint(position).varint(length).i32(crc32c);
    }

    /// @throws MalformedDataException if it is not one
    public static FooterPlace read(ByteReader in) {
        int position = in.varint32();
        int length = in.varint32();
        int crc32c = in.i32();
        try {
            return new FooterPlace(position, length, crc32c);
        } catch (IllegalArgumentException e) {
            throw new MalformedDataException(String.valueOf(e.getMessage()));
        }
    }
}
