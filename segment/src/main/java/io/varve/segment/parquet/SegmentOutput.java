package io.varve.segment.parquet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/// Collects a file in memory, in pieces that the garbage collector takes for ordinary objects, and keeps the checksum
/// of what came since it was last asked for. Not thread-safe.
final class SegmentOutput extends PositionOutputStream implements OutputFile {

    private static final int PIECE_BYTES = 256 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    /// Bytes in the last piece; as if it were full while there is none.
    private int inLast = PIECE_BYTES;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        int from = offset;
        int left = length;
        while (left > 0) {
            if (inLast == PIECE_BYTES) {
                pieces.add(new byte[PIECE_BYTES]);
                inLast = 0;
            }
            int count = Math.min(left, PIECE_BYTES - inLast);
            System.arraycopy(bytes, from, pieces.getLast(), inLast, count);
            inLast += count;
            from += count;
            left -= count;
        }
    }

    @Override
    public long getPos() {
        return (long) pieces.size() * PIECE_BYTES - (PIECE_BYTES - inLast);
    }

    /// The CRC32C of all bytes since this was called before.
    int takeChecksum() {
        int value = (int) crc.getValue();
        crc.reset();
        return value;
    }

    /// What was written, without a copy.
    List<ByteBuffer> parts() {
        var parts = new ArrayList<ByteBuffer>();
        for (int i = 0; i < pieces.size(); i++) {
            int size = i == pieces.size() - 1 ? inLast : PIECE_BYTES;
            parts.add(ByteBuffer.wrap(pieces.get(i), 0, size).slice());
        }
        return parts;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }
}
