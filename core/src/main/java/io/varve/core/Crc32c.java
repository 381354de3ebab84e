package io.varve.core;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C (Castagnoli), the checksum of Kafka's batches, of S3's `x-amz-checksum-crc32c` and of all our own formats.
public final class Crc32c {

    private Crc32c() {}

    /// The checksum of the buffer's remaining bytes, whose position does not move.
    public static int of(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    public static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static int of(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
