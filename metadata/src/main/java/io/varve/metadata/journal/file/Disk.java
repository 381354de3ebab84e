package io.varve.metadata.journal.file;

import java.io.IOException;
import java.nio.file.Path;

/// The door to the bytes of a journal's files, so that a trial can fail them or lose what was not synced. Names are
/// looked up, moved and deleted through the file system of their [Path].
public interface Disk {

    Disk REAL = new Disk() {
        @Override
        public DiskFile openToWrite(Path file) throws IOException {
            return new PlainFile(file, "rw");
        }

        @Override
        public DiskFile openToRead(Path file) throws IOException {
            return new PlainFile(file, "r");
        }
    };

    /// Opens a file, which is made if it is absent, to read and write it.
    DiskFile openToWrite(Path file) throws IOException;

    /// Opens a file that is there.
    DiskFile openToRead(Path file) throws IOException;
}
