package io.varve.storage;

import io.varve.core.ByteWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/// The bytes of an object to be written: parts in order, so that a large body is never copied together; the length and
/// the CRC32C are known beforehand. Whoever reads a part duplicates it first.
public record Payload(List<ByteBuffer> parts, long length, int crc32c) {

    public Payload {
        parts = List.copyOf(parts);
        long inParts = 0;
        for (ByteBuffer part : parts) {
            inParts += part.remaining();
        }
        if (inParts != length) {
            throw new IllegalArgumentException("the parts have " + inParts + " bytes, not " + length);
        }
    }

    /// Reads each part's remaining bytes once to compute the checksum.
    public static Payload of(List<ByteBuffer> parts) {
        var crc = new CRC32C();
        long length = 0;
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
            length += part.remaining();
        }
        return new Payload(parts, length, (int) crc.getValue());
    }

    public static Payload of(byte[] bytes) {
        return of(List.of(ByteBuffer.wrap(bytes)));
    }

    public static Payload of(ByteWriter writer) {
        return of(List.of(writer.view(0)));
    }
}
