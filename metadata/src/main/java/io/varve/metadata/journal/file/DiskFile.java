package io.varve.metadata.journal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file. Used by one thread at a time; an interrupted one may go on using it.
public interface DiskFile extends Closeable {

    /// The file's length in bytes.
    long length() throws IOException;

    /// Fills the array from a position on.
    ///
    /// @throws java.io.EOFException if the file ends before
    void readFully(long position, byte[] bytes) throws IOException;

    /// Writes all of an array-backed buffer's remaining bytes at a position; if it throws, perhaps some.
    void write(long position, ByteBuffer bytes) throws IOException;

    /// Cuts the file off.
    void truncate(long length) throws IOException;

    /// Makes durable what was written and cut. After a failure nobody knows what is.
    void sync() throws IOException;
}
