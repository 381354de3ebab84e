package io.varve.metadata.journal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that fails or dawdles when it is told to, and counts.
final class FailingDisk implements Disk {

    final AtomicInteger syncs = new AtomicInteger();

    /// How many writes go well before the failing ones.
    final AtomicInteger skippedWrites = new AtomicInteger();

    /// How many further writes put half of their bytes down and fail.
    final AtomicInteger failingWrites = new AtomicInteger();

    final AtomicInteger failingSyncs = new AtomicInteger();

    /// What every sync waits for.
    volatile CountDownLatch open = new CountDownLatch(0);

    @Override
    public DiskFile openToWrite(Path file) throws IOException {
        return new FailingFile(Disk.REAL.openToWrite(file));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return Disk.REAL.openToRead(file);
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private final class FailingFile implements DiskFile {

        private final DiskFile file;

        FailingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void readFully(long position, byte[] bytes) throws IOException {
            file.readFully(position, bytes);
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            if (!takeOne(skippedWrites) && takeOne(failingWrites)) {
                file.write(position, bytes.slice(0, bytes.remaining() / 2));
                throw new IOException("No space left on device");
            }
            file.write(position, bytes);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (takeOne(failingSyncs)) {
                throw new IOException("Input/output error");
            }
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
