package io.varve.metadata.journal.file;

import io.varve.metadata.journal.JournalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right of one process, and one journal in it, to a folder. The operating system takes it back when the
/// process ends, however it ends.
final class FolderLock implements Closeable {

    private static final String FILE_NAME = "journal.lock";

    /// The folders that this process has open. Asked before the lock file is touched, because closing a second
    /// channel to that file would give up the lock of the first on POSIX systems.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// @throws JournalException if the folder is taken
    static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw new JournalException(
                    JournalException.Kind.REFUSED, "the journal in " + folder + " is already open in this process");
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(real.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Somebody in this process locked the file behind our back: as taken as it can be.
            locked = false;
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(real);
            }
        }
        if (!locked || channel == null) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    "the journal in " + folder
                            + " is in use by another process: stop that one, or choose another folder");
        }
        return new FolderLock(real, channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(folder);
    }
}
