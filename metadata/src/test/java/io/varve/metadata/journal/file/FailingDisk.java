package io.varve.metadata.journal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
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
    public void write(RandomAccessFile file, ByteBuffer bytes) throws IOException {
        if (!takeOne(skippedWrites) && takeOne(failingWrites)) {
            Disk.super.write(file, bytes.slice(0, bytes.remaining() / 2));
            throw new IOException("No space left on device");
        }
        Disk.super.write(file, bytes);
    }

    @Override
    public void sync(RandomAccessFile file) throws IOException {
        syncs.incrementAndGet();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (takeOne(failingSyncs)) {
            throw new IOException("Input/output error");
        }
        Disk.super.sync(file);
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}
