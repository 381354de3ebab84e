package io.varve.metadata.journal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/// The two calls that a disk can fail, so that a test can fail them.
interface Disk {

    Disk REAL = new Disk() {};

    /// Writes all of an array-backed buffer's remaining bytes at the file's position.
    default void write(RandomAccessFile file, ByteBuffer bytes) throws IOException {
        file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    /// Makes what was written durable.
    default void sync(RandomAccessFile file) throws IOException {
        file.getFD().sync();
    }
}
