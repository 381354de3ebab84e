package io.varve.metadata.journal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file of the operating system. `RandomAccessFile` and not `FileChannel`, since an interrupted thread closes a
/// channel for everybody.
final class PlainFile implements DiskFile {

    private final RandomAccessFile file;

    /// @param mode as of [RandomAccessFile]
    PlainFile(Path path, String mode) throws IOException {
        file = new RandomAccessFile(path.toFile(), mode);
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void readFully(long position, byte[] bytes) throws IOException {
        file.seek(position);
        file.readFully(bytes);
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        file.seek(position);
        file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    @Override
    public void truncate(long length) throws IOException {
        file.setLength(length);
    }

    @Override
    public void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
