package io.varve.segment.batch;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/// Compresses records into a frame as Kafka's clients write it, from one array into another.
///
/// ```
///   magic "04 22 4d 18" · flags 60: version 1, independent blocks, no checksums · 40: blocks of 64 KiB · 82: their
/// hash
///   blocks: i32 size, little-endian, the highest bit set where the bytes did not shrink and are as they were · bytes
///   i32 0
/// ```
final class Lz4Frame {

    private static final byte[] BEGIN = {0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, (byte) 0x82};
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int NOT_SHRUNK = 1 << 31;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();

    /// What the compressor may need for a block before it is known that it does not shrink.
    private static final int BLOCK_SPACE = COMPRESSOR.maxCompressedLength(BLOCK_BYTES);

    private Lz4Frame() {}

    /// What [#write] needs at most.
    static int spaceBytes(int sizeBytes) {
        int blocks = Math.ceilDiv(sizeBytes, BLOCK_BYTES);
        return Math.toIntExact(BEGIN.length + (long) blocks * Integer.BYTES + sizeBytes + BLOCK_SPACE + Integer.BYTES);
    }

    /// @return where the frame ends in the target
    static int write(byte[] records, int from, int sizeBytes, byte[] target, int position) {
        System.arraycopy(BEGIN, 0, target, position, BEGIN.length);
        int at = position + BEGIN.length;
        for (int done = 0; done < sizeBytes; done += BLOCK_BYTES) {
            int size = Math.min(BLOCK_BYTES, sizeBytes - done);
            int compressed = COMPRESSOR.compress(records, from + done, size, target, at + Integer.BYTES, BLOCK_SPACE);
            if (compressed < size) {
                writeSize(compressed, target, at);
                at += Integer.BYTES + compressed;
            } else {
                writeSize(size | NOT_SHRUNK, target, at);
                System.arraycopy(records, from + done, target, at + Integer.BYTES, size);
                at += Integer.BYTES + size;
            }
        }
        writeSize(0, target, at);
        return at + Integer.BYTES;
    }

    private static void writeSize(int size, byte[] target, int at) {
        target[at] = (byte) size;
        target[at + 1] = (byte) (size >> 8);
        target[at + 2] = (byte) (size >> 16);
        target[at + 3] = (byte) (size >> 24);
    }
}
