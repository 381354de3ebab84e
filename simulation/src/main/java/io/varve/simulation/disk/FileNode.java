package io.varve.simulation.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A file: the bytes that processes see, those that are durable, and the changes that lie between. Not thread-safe.
final class FileNode extends Node {

    private final Bytes durable;
    private final Bytes seen;
    private final List<Change> changes = new ArrayList<>();

    /// The channel whose process has the file to itself.
    private @Nullable DiskChannel locker;

    FileNode(long modifiedMs) {
        this(new Bytes(new byte[0]), modifiedMs);
    }

    private FileNode(Bytes durable, long modifiedMs) {
        super(modifiedMs);
        this.durable = durable;
        this.seen = durable.copy();
    }

    int length() {
        return seen.length;
    }

    /// @return how many bytes there were
    int read(int position, byte[] into) {
        int readable = Math.max(0, Math.min(into.length, seen.length - position));
        System.arraycopy(seen.bytes, position, into, 0, readable);
        return readable;
    }

    void write(int position, byte[] bytes) {
        change(new Change(position, bytes));
    }

    void truncate(int length) {
        change(new Change(length, null));
    }

    private void change(Change change) {
        change.applyTo(seen);
        changes.add(change);
    }

    /// Makes durable what no failed sync has left in doubt.
    @Override
    void sync() {
        if (changes.stream().anyMatch(change -> change.doubtful)) {
            changes.forEach(change -> change.synced |= !change.doubtful);
        } else {
            changes.forEach(change -> change.applyTo(durable));
            changes.clear();
        }
    }

    /// Leaves all that was not durable in doubt for good: the operating system counts it as clean from now
    /// on, and no later sync writes it.
    @Override
    void failSync() {
        changes.forEach(change -> change.doubtful |= !change.synced);
    }

    boolean lock(DiskChannel channel) {
        if (locker != null && locker.isOpen() && locker.mount().alive()) {
            return false;
        }
        locker = channel;
        return true;
    }

    /// Each change that was not synced has arrived, or not, or with a hole, whatever became of those before it.
    @Override
    FileNode afterCut(Survivors survivors, RandomGenerator random) {
        Bytes found = durable.copy();
        for (Change change : changes) {
            if (change.synced || random.nextBoolean()) {
                change.applyTo(found);
            } else if (random.nextBoolean()) {
                change.tearInto(found, random);
            }
        }
        return new FileNode(found, modifiedMs());
    }

    private static final class Change {

        /// Where bytes are written, or what length the file is cut to.
        final int position;

        final byte @Nullable [] written;
        boolean doubtful;
        boolean synced;

        Change(int position, byte @Nullable [] written) {
            this.position = position;
            this.written = written;
        }

        void applyTo(Bytes bytes) {
            if (written == null) {
                bytes.truncate(position);
            } else {
                bytes.write(position, written, 0, written.length);
            }
        }

        /// Applies it but for a hole, which holds what was there before, or zeros beyond the end; a hole at
        /// the end may make the file longer or not.
        void tearInto(Bytes bytes, RandomGenerator random) {
            if (written == null) {
                return;
            }
            int holeFrom = random.nextInt(written.length + 1);
            int holeTo = random.nextBoolean() ? written.length : random.nextInt(holeFrom, written.length + 1);
            bytes.write(position, written, 0, holeFrom);
            if (holeTo < written.length || random.nextBoolean()) {
                bytes.grow(position + written.length);
                bytes.write(position + holeTo, written, holeTo, written.length - holeTo);
            }
        }
    }

    /// Bytes that grow: zeros beyond the end.
    private static final class Bytes {

        byte[] bytes;
        int length;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
            this.length = bytes.length;
        }

        Bytes copy() {
            return new Bytes(Arrays.copyOf(bytes, length));
        }

        void grow(int toLength) {
            if (toLength > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(toLength, 2 * bytes.length));
            }
            length = Math.max(length, toLength);
        }

        void write(int position, byte[] from, int offset, int count) {
            if (count > 0) {
                grow(position + count);
                System.arraycopy(from, offset, bytes, position, count);
            }
        }

        void truncate(int toLength) {
            if (toLength < length) {
                Arrays.fill(bytes, toLength, length, (byte) 0);
                length = toLength;
            }
        }
    }
}
