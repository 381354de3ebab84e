package io.varve.metadata.journal.file;

import io.varve.core.Crc32c;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The bytes of a journal file: a header, then blocks. A block is what one write and one fsync put there: the
/// frames that were waiting together. All numbers are big-endian.
///
/// ```
///   header   8  magic "VARVEJNL"
///            4  format version
///            8  salt, drawn anew for every file
///            4  CRC32C of the above
///   block    4  marker "VBLK"
///            4  length of the body
///            4  CRC32C of salt, position of the block in the file, body
///            n  body: frames
///   frame    1  kind
///            1  length of the shard's name, then the name in ASCII
///            8  sequence  (entry, floor) or first sequence (trim)
///          entry    4  length, 4  CRC32C of the bytes, then the bytes
///          floor    8  recorded at, in milliseconds since the Unix epoch
///          trim     8  last sequence
/// ```
///
/// A block is written only after the one before it was synced, so whatever a crash leaves torn is the last block:
/// a bad block that a good one follows is damage. Salt and position in the checksum keep bytes that merely look
/// like a block, inside an entry say, from being taken for one.
final class JournalLayout {

    static final long MAGIC = 0x56415256454A4E4CL;
    static final int FORMAT_VERSION = 1;

    static final int VERSION_OFFSET = 8;
    static final int SALT_OFFSET = 12;
    static final int HEADER_CRC_OFFSET = 20;
    static final int HEADER_BYTES = 24;

    static final int BLOCK_MARKER = 0x56424C4B;
    static final int BODY_LENGTH_OFFSET = 4;
    static final int BODY_CRC_OFFSET = 8;
    static final int BLOCK_HEADER_BYTES = 12;

    /// A body takes no further frame beyond this size; no length above it plus one frame is believed.
    static final int BODY_TARGET_BYTES = 4 * 1024 * 1024;
    static final int MAX_BODY_BYTES = BODY_TARGET_BYTES + 1024 * 1024;

    /// Length and checksum stand right before an entry's bytes.
    static final int ENTRY_PREFIX_BYTES = 8;

    static final int ENTRY = 1;
    static final int FLOOR = 2;
    static final int TRIM = 3;

    private JournalLayout() {}

    static byte[] header(long salt) {
        var header = ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putInt(FORMAT_VERSION)
                .putLong(salt);
        return header.putInt(Crc32c.of(header.array(), 0, HEADER_CRC_OFFSET)).array();
    }

    static int blockCrc(long salt, long position, ByteBuffer body) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(salt)
                .putLong(position)
                .flip());
        crc.update(body.duplicate());
        return (int) crc.getValue();
    }
}
