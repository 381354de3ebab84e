package io.varve.metadata.journal.file;

import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.metadata.journal.JournalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open journal file: blocks are added at its end, entries read from anywhere.
///
/// One thread writes and one reads at a time, each through a file handle of its own; the caller sees to that.
final class JournalFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    private Path path;
    private final Disk disk;
    private final long salt;
    private final DiskFile writer;
    private final DiskFile reader;
    private long end;
    private boolean broken;

    private JournalFile(Path path, Disk disk, long salt, DiskFile writer, long end) throws IOException {
        this.path = path;
        this.disk = disk;
        this.salt = salt;
        this.writer = writer;
        this.end = end;
        this.reader = disk.openToRead(path);
    }

    /// Writes a file that holds a header alone, over whatever is there, and syncs it.
    static JournalFile create(Path path, Disk disk, long salt) throws IOException {
        DiskFile writer = disk.openToWrite(path);
        try {
            writer.truncate(0);
            writer.write(0, ByteBuffer.wrap(JournalLayout.header(salt)));
            writer.sync();
            return new JournalFile(path, disk, salt, writer, JournalLayout.HEADER_BYTES);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /// Reads every frame of an existing file; a torn last block is cut off.
    ///
    /// @throws JournalException if the file is damaged elsewhere, or is no journal
    static JournalFile open(Path path, Disk disk, BlockScan.Visitor visitor) throws IOException {
        DiskFile writer = disk.openToWrite(path);
        try {
            long salt = readHeader(path, writer);
            long size = writer.length();
            var scan = new BlockScan(writer, salt, size);
            long end = scan.frames(JournalLayout.HEADER_BYTES, visitor);
            if (end < size) {
                cut(path, writer, scan, end);
            }
            // What the last process had written but not synced counts from now on.
            if (scan.lastBlock() >= 0) {
                writeAgain(writer, scan.lastBlock(), end);
            }
            writer.sync();
            return new JournalFile(path, disk, salt, writer, end);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static long readHeader(Path path, DiskFile file) throws IOException {
        byte[] header = new byte[JournalLayout.HEADER_BYTES];
        if (file.length() >= header.length) {
            file.readFully(0, header);
        }
        var fields = ByteBuffer.wrap(header);
        if (fields.getLong(0) != JournalLayout.MAGIC
                || fields.getInt(JournalLayout.HEADER_CRC_OFFSET)
                        != Crc32c.of(header, 0, JournalLayout.HEADER_CRC_OFFSET)) {
            throw new JournalException(JournalException.Kind.CORRUPT, path + " does not begin as a journal file does");
        }
        int version = fields.getInt(JournalLayout.VERSION_OFFSET);
        if (version != JournalLayout.FORMAT_VERSION) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    path + " has format version " + version + ", this program knows " + JournalLayout.FORMAT_VERSION);
        }
        return fields.getLong(JournalLayout.SALT_OFFSET);
    }

    private static void cut(Path path, DiskFile file, BlockScan scan, long end) throws IOException {
        long next = scan.search(end + 1);
        if (next >= 0) {
            throw new JournalException(
                    JournalException.Kind.CORRUPT,
                    path + " is damaged at offset " + end + ", and intact data follows at offset " + next
                            + ": entries are lost, restore the folder from a copy");
        }
        LOG.warn("cut a torn write off the journal file={} offset={} bytes={}", path, end, file.length() - end);
        file.truncate(end);
    }

    /// A block whose sync failed may be in memory alone, where it counts as clean: only what is written
    /// again will be synced again.
    private static void writeAgain(DiskFile file, long from, long to) throws IOException {
        byte[] block = new byte[Math.toIntExact(to - from)];
        file.readFully(from, block);
        file.write(from, ByteBuffer.wrap(block));
    }

    /// The file's length in bytes.
    long end() {
        return end;
    }

    /// Whether a write or sync failed in a way that leaves the file's content in doubt: nothing may be added any
    /// more.
    boolean broken() {
        return broken;
    }

    /// Gives the file another name in its folder, whatever bore it before.
    void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        path = target;
    }

    /// Takes the file for broken from now on.
    void distrust() {
        broken = true;
    }

    /// Adds one block. It is durable after [#sync].
    ///
    /// @return for each frame the position of its entry's bytes
    long[] append(List<Frame> frames) throws IOException {
        var block = new ByteWriter(JournalLayout.BLOCK_HEADER_BYTES + JournalLayout.ENTRY_PREFIX_BYTES);
        block.i32(JournalLayout.BLOCK_MARKER).i64(0);
        long[] positions = new long[frames.size()];
        for (int i = 0; i < positions.length; i++) {
            frames.get(i).write(block);
            positions[i] = end + block.size() - frames.get(i).weight();
        }
        ByteBuffer bytes = block.view(0);
        ByteBuffer body = block.view(JournalLayout.BLOCK_HEADER_BYTES);
        bytes.putInt(JournalLayout.BODY_LENGTH_OFFSET, body.remaining());
        bytes.putInt(JournalLayout.BODY_CRC_OFFSET, JournalLayout.blockCrc(salt, end, body));
        try {
            writer.write(end, bytes);
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        end += bytes.remaining();
        return positions;
    }

    /// Makes all blocks durable.
    void sync() throws IOException {
        try {
            writer.sync();
        } catch (IOException e) {
            // After a failed fsync the kernel may have dropped the dirty pages: a second one proves nothing.
            broken = true;
            throw e;
        }
    }

    byte[] read(ShardIndex.Location location) throws IOException {
        byte[] bytes = new byte[JournalLayout.ENTRY_PREFIX_BYTES + location.length()];
        reader.readFully(location.position() - JournalLayout.ENTRY_PREFIX_BYTES, bytes);
        var fields = ByteBuffer.wrap(bytes);
        int length = fields.getInt();
        int crc = fields.getInt();
        if (length != location.length() || crc != Crc32c.of(fields)) {
            throw new JournalException(
                    JournalException.Kind.CORRUPT, path + " is damaged at offset " + location.position());
        }
        byte[] entry = new byte[length];
        fields.get(entry);
        return entry;
    }

    /// Reads the frames of the blocks from a position up to another, with a file handle of its own.
    void frames(long from, long to, BlockScan.Visitor visitor) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            long good = new BlockScan(file, salt, to).frames(from, visitor);
            if (good != to) {
                throw new JournalException(JournalException.Kind.CORRUPT, path + " is damaged at offset " + good);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (reader) {
            writer.close();
        }
    }

    private void takeBack(IOException cause) {
        try {
            writer.truncate(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
            broken = true;
        }
    }
}
