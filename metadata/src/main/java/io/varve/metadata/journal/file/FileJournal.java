package io.varve.metadata.journal.file;

import io.varve.core.Entropy;
import io.varve.core.MalformedDataException;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of a single process: one append-only file, laid out as in [JournalLayout], synced before any
/// success.
///
/// Appends that wait while the disk syncs go into the next block together: the first of them writes it for all.
/// When most of the file is trimmed, [#trim] copies what is left into a new file, beside the appends but for the
/// last piece, and moves it over the old one.
///
/// A failed write is taken back and the journal goes on (a full disk may be freed); after a failed sync nothing
/// is appended any more until the folder is opened anew, since nobody knows what reached the disk.
public final class FileJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    /// A smaller file is not worth rewriting.
    static final long REWRITE_MIN_BYTES = 64L * 1024 * 1024;

    private final JournalFolder folder;
    private final long rewriteMinBytes;

    /// Held while entries are read from the file; taken before `lock`.
    private final ReentrantLock reading = new ReentrantLock();

    /// Guards all fields below.
    private final ReentrantLock lock = new ReentrantLock();

    /// Signalled when a block is done or the file is free.
    private final Condition changed = lock.newCondition();

    private final Queue<Pending> queue = new ArrayDeque<>();
    private final Set<EntryKey> claimed = new HashSet<>();
    private JournalFile file;
    private FileIndex index;

    /// Whether one thread, without the lock, adds to the file or replaces it.
    private boolean writing;

    private boolean rewriting;
    private boolean closed;

    private FileJournal(JournalFolder folder, long rewriteMinBytes, JournalFile file, FileIndex index) {
        this.folder = folder;
        this.rewriteMinBytes = rewriteMinBytes;
        this.file = file;
        this.index = index;
    }

    /// Opens the journal in a folder, which is made if it is absent, and reads it through.
    ///
    /// @throws JournalException if another process has it open, if it is damaged, or if the folder cannot be used
    public static FileJournal open(Path path, Entropy entropy) {
        return open(path, entropy, Disk.REAL, REWRITE_MIN_BYTES);
    }

    /// The same on a disk of the caller's.
    ///
    /// @param rewriteMinBytes below which a file is not rewritten, however much of it is trimmed
    public static FileJournal open(Path path, Entropy entropy, Disk disk, long rewriteMinBytes) {
        try {
            JournalFolder folder = JournalFolder.take(path, entropy, disk);
            try {
                var index = new FileIndex();
                return new FileJournal(folder, rewriteMinBytes, folder.openFile(index::apply), index);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.Kind.REFUSED, "cannot open the journal in " + path + ": " + reason(e), e);
        } catch (MalformedDataException | IllegalArgumentException e) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    "the journal in " + path + " was written by a newer version: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        var key = new EntryKey(shard, sequence);
        lock.lock();
        try {
            while (claimed.contains(key)) {
                changed.awaitUninterruptibly();
            }
            if (index.shard(shard).contains(sequence)) {
                return new AppendOutcome.Occupied();
            }
            claimed.add(key);
            try {
                JournalException failure = commit(new Frame.Entry(shard, sequence, ByteBuffer.wrap(entry)));
                return failure == null ? new AppendOutcome.Appended() : new AppendOutcome.Unknown(false, failure);
            } finally {
                claimed.remove(key);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        reading.lock();
        try {
            var page = new TailPage.Builder(fromSequence, maxBytes);
            while (true) {
                ShardIndex.Location next = locate(shard, page.nextSequence());
                if (next == null) {
                    return page.build(true);
                }
                if (!page.takes(next.sequence(), next.length())) {
                    return page.build(false);
                }
                page.add(next.sequence(), file.read(next));
            }
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.Kind.UNAVAILABLE, "cannot read shard " + shard + " in " + folder, e);
        } finally {
            reading.unlock();
        }
    }

    private ShardIndex.@Nullable Location locate(ShardId shard, long sequence) {
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            return index.shard(shard).ceiling(sequence);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Floor floor(ShardId shard) {
        lock.lock();
        try {
            return index.shard(shard).floor();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        lock.lock();
        try {
            if (floor.sequence() > index.shard(shard).floor().sequence()) {
                throwIfFailed(commit(new Frame.FloorRaised(shard, floor)));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        lock.lock();
        try {
            // What the file holds beyond the index would come back with the next start.
            throwIfFailed(unusable());
            ShardIndex.Location first = index.shard(shard).ceiling(fromSequence);
            if (first == null || first.sequence() > toSequence) {
                return;
            }
            throwIfFailed(commit(new Frame.Trimmed(shard, fromSequence, toSequence)));
            if (rewriting || index.liveBytes() > file.end() / 2 || file.end() < rewriteMinBytes) {
                return;
            }
            rewriting = true;
        } finally {
            lock.unlock();
        }
        rewrite();
    }

    /// Always false: the folder's lock keeps every other process away.
    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {
        if (!beginClose()) {
            return;
        }
        reading.lock();
        try (folder) {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the journal in " + folder, e);
        } finally {
            reading.unlock();
        }
    }

    /// @return whether this call is the one that closes
    private boolean beginClose() {
        lock.lock();
        try {
            while (writing || rewriting) {
                changed.awaitUninterruptibly();
            }
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /// Puts the frame into a block and waits until that is durable and applied. The caller holds the lock, which
    /// is given up meanwhile.
    ///
    /// @return what went wrong, or null
    private @Nullable JournalException commit(Frame frame) {
        var pending = new Pending(frame);
        queue.add(pending);
        while (!pending.done) {
            if (writing) {
                changed.awaitUninterruptibly();
            } else {
                writeBlock();
            }
        }
        return pending.failure;
    }

    private void writeBlock() {
        List<Pending> block = nextBlock();
        JournalException failure = unusable();
        if (failure == null) {
            failure = new JournalException(
                    JournalException.Kind.UNAVAILABLE, "a write to the journal in " + folder + " was abandoned");
            writing = true;
            lock.unlock();
            long[] positions = {};
            try {
                positions =
                        file.append(block.stream().map(pending -> pending.frame).toList());
                file.sync();
                failure = null;
            } catch (IOException e) {
                failure = new JournalException(
                        JournalException.Kind.REFUSED,
                        "cannot write to the journal in " + folder + ": " + reason(e),
                        e);
                LOG.error("journal write failed folder={} broken={}", folder, file.broken(), e);
            } finally {
                lock.lock();
                writing = false;
                finish(block, positions, failure);
            }
        } else {
            finish(block, new long[0], failure);
        }
    }

    private List<Pending> nextBlock() {
        var block = new ArrayList<Pending>();
        long weight = 0;
        while (!queue.isEmpty() && weight < JournalLayout.BODY_TARGET_BYTES) {
            Pending next = queue.remove();
            block.add(next);
            weight += next.frame.weight();
        }
        return block;
    }

    private void finish(List<Pending> block, long[] positions, @Nullable JournalException failure) {
        for (int i = 0; i < block.size(); i++) {
            Pending pending = block.get(i);
            if (failure == null) {
                index.apply(pending.frame, positions[i]);
            }
            pending.failure = failure;
            pending.done = true;
        }
        changed.signalAll();
    }

    private @Nullable JournalException unusable() {
        if (closed) {
            return closed();
        }
        if (file.broken()) {
            return new JournalException(
                    JournalException.Kind.REFUSED,
                    "the journal in " + folder
                            + " failed to write and takes no more entries: mend the disk and restart");
        }
        return null;
    }

    private JournalException closed() {
        return new JournalException(JournalException.Kind.UNAVAILABLE, "the journal in " + folder + " is closed");
    }

    /// Copies what is not trimmed into a new file and puts that in the old one's place. `rewriting` is set, so
    /// nobody else replaces or closes the file. A failure leaves the old file in use.
    private void rewrite() {
        try {
            var copy = new FileRewrite(folder.createFresh());
            try {
                copyRest(copy, copyLive(copy));
            } finally {
                if (file != copy.file()) {
                    copy.file().close();
                    folder.discardFresh();
                }
            }
        } catch (IOException | JournalException e) {
            LOG.warn("journal not rewritten, its file goes on growing folder={}", folder, e);
        } finally {
            endRewrite();
        }
    }

    private void endRewrite() {
        lock.lock();
        try {
            rewriting = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Copies, beside running appends, the entries that are not trimmed.
    ///
    /// @return the position in the old file up to which it was read
    private long copyLive(FileRewrite copy) throws IOException {
        long boundary = appliedEnd();
        file.frames(JournalLayout.HEADER_BYTES, boundary, (frame, position) -> {
            if (frame instanceof Frame.Entry entry) {
                ShardIndex.Location live = locate(entry.shard(), entry.sequence());
                if (live != null && live.position() == position) {
                    copy.add(frame);
                }
            }
        });
        return boundary;
    }

    /// The end of the last block whose entries are in the index: those of a block being written would pass for
    /// trimmed.
    private long appliedEnd() {
        lock.lock();
        try {
            while (writing) {
                changed.awaitUninterruptibly();
            }
            return file.end();
        } finally {
            lock.unlock();
        }
    }

    /// Copies, with all appends waiting, what was added since, and takes the new file into use.
    private void copyRest(FileRewrite copy, long boundary) throws IOException {
        reading.lock();
        lock.lock();
        try {
            while (writing) {
                changed.awaitUninterruptibly();
            }
            if (file.broken()) {
                throw new IOException("the journal file is broken");
            }
            file.frames(boundary, file.end(), (frame, position) -> copy.add(frame));
            for (var shard : index.shards().entrySet()) {
                copy.addFloor(shard.getKey(), shard.getValue().floor());
            }
            copy.finish();
            folder.adopt(copy.file());
            JournalFile old = file;
            file = copy.file();
            index = copy.index();
            try (old) {
                folder.sync();
            } catch (IOException e) {
                // A power failure could bring the old file back, and entries appended from now on would be lost.
                file.distrust();
                throw e;
            }
            LOG.info("journal rewritten folder={} fromBytes={} toBytes={}", folder, old.end(), file.end());
        } finally {
            lock.unlock();
            reading.unlock();
        }
    }

    private static void throwIfFailed(@Nullable JournalException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException failed && failed.getReason() == null
                ? e.getClass().getSimpleName()
                : String.valueOf(e.getMessage());
    }

    private record EntryKey(ShardId shard, long sequence) {}

    /// A frame whose caller waits for it.
    private static final class Pending {
        final Frame frame;
        boolean done;

        @Nullable
        JournalException failure;

        Pending(Frame frame) {
            this.frame = frame;
        }
    }
}
