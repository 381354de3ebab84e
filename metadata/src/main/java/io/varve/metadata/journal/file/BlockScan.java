package io.varve.metadata.journal.file;

import io.varve.core.ByteReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the blocks of a journal file in order. Not thread-safe.
final class BlockScan {

    /// How much is searched for a block's marker at a time.
    private static final int SEARCH_BYTES = 1024 * 1024;

    private final DiskFile file;
    private final long salt;
    private final long end;
    private long lastBlock = -1;

    /// @param end where reading stops, in bytes from the start of the file
    BlockScan(DiskFile file, long salt, long end) {
        this.file = file;
        this.salt = salt;
        this.end = end;
    }

    /// Hands out the frames of all blocks from a position on, up to the first bad block.
    ///
    /// @return the position of the first bad block, or the end
    long frames(long from, Visitor visitor) throws IOException {
        long position = from;
        for (ByteBuffer body = body(position); body != null; body = body(position)) {
            long bodyPosition = position + JournalLayout.BLOCK_HEADER_BYTES;
            var reader = new ByteReader(body);
            while (reader.remaining() > 0) {
                Frame frame = Frame.read(reader);
                visitor.visit(frame, bodyPosition + reader.position() - frame.weight());
            }
            lastBlock = position;
            position = bodyPosition + body.remaining();
        }
        return position;
    }

    /// The position of the last good block that was read, or −1 if there was none.
    long lastBlock() {
        return lastBlock;
    }

    /// The position of the first good block that begins at or after a position, or −1 if there is none.
    long search(long from) throws IOException {
        for (long start = from; start + JournalLayout.BLOCK_HEADER_BYTES <= end; ) {
            int length = (int) Math.min(SEARCH_BYTES, end - start);
            byte[] window = new byte[length];
            file.readFully(start, window);
            var bytes = ByteBuffer.wrap(window);
            int last = length - JournalLayout.BLOCK_HEADER_BYTES;
            for (int i = 0; i <= last; i++) {
                if (bytes.getInt(i) == JournalLayout.BLOCK_MARKER && body(start + i) != null) {
                    return start + i;
                }
            }
            start += last + 1;
        }
        return -1;
    }

    /// The body of the block at a position, or null where there is no good block.
    private @Nullable ByteBuffer body(long position) throws IOException {
        if (end - position < JournalLayout.BLOCK_HEADER_BYTES) {
            return null;
        }
        byte[] header = new byte[JournalLayout.BLOCK_HEADER_BYTES];
        file.readFully(position, header);
        var fields = ByteBuffer.wrap(header);
        int length = fields.getInt(JournalLayout.BODY_LENGTH_OFFSET);
        if (fields.getInt(0) != JournalLayout.BLOCK_MARKER
                || length <= 0
                || length > JournalLayout.MAX_BODY_BYTES
                || length > end - position - JournalLayout.BLOCK_HEADER_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        file.readFully(position + header.length, bytes);
        var body = ByteBuffer.wrap(bytes);
        int crc = JournalLayout.blockCrc(salt, position, body);
        return crc == fields.getInt(JournalLayout.BODY_CRC_OFFSET) ? body : null;
    }

    @FunctionalInterface
    interface Visitor {

        /// @param position of an entry's bytes in the file; of the frame's end for the other frames
        void visit(Frame frame, long position) throws IOException;
    }
}
