package io.varve.storage.batch;

import io.varve.core.MalformedDataException;
import java.nio.ByteBuffer;

/// Looks at the lengths in a snappy stream before the library does, which allocates whatever they say.
///
/// ```
///   framed:  0x82 "SNAPPY" 0x00 · i32 version · i32 compatible version · blocks
///     block: i32 length · raw
///   raw:     varint decompressed length · literals and copies
/// ```
///
/// Kafka's clients send framed streams; the library takes a bare raw block as well.
public final class SnappyBlocks {

    private static final long MAGIC = 0x82534E4150505900L;
    private static final int HEADER_BYTES = 16;

    /// A copy of three bytes yields at most 64: no raw block grows by more.
    private static final long MAX_RATIO = 22;

    /// A length of 32 bits, seven in a byte.
    private static final int MAX_LENGTH_BYTES = 5;

    private SnappyBlocks() {}

    /// @throws MalformedDataException if a length cannot be
    public static void check(ByteBuffer stream) {
        ByteBuffer bytes = stream.slice();
        if (bytes.remaining() < HEADER_BYTES || bytes.getLong(0) != MAGIC) {
            checkRaw(bytes);
            return;
        }
        bytes.position(HEADER_BYTES);
        while (bytes.remaining() >= Integer.BYTES) {
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw new MalformedDataException(
                        "a snappy block of " + length + " bytes where " + bytes.remaining() + " are left");
            }
            checkRaw(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    private static void checkRaw(ByteBuffer raw) {
        long length = 0;
        for (int i = 0; i < Math.min(MAX_LENGTH_BYTES, raw.remaining()); i++) {
            byte next = raw.get(i);
            length |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                if (length > MAX_RATIO * raw.remaining()) {
                    throw new MalformedDataException(
                            raw.remaining() + " bytes of snappy cannot decompress to " + length);
                }
                return;
            }
        }
        throw new MalformedDataException("a snappy block without a length");
    }
}
