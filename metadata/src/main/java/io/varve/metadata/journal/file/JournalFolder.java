package io.varve.metadata.journal.file;

import io.varve.core.Entropy;
import io.varve.storage.file.DurableFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// The folder of a file journal: its lock, the journal file, and the file that is about to replace it.
final class JournalFolder implements Closeable {

    static final String FILE_NAME = "journal.varve";
    static final String FRESH_NAME = "journal.fresh";

    private final Path path;
    private final FolderLock lock;
    private final Entropy entropy;
    private final Disk disk;

    private JournalFolder(Path path, FolderLock lock, Entropy entropy, Disk disk) {
        this.path = path;
        this.lock = lock;
        this.entropy = entropy;
        this.disk = disk;
    }

    /// Takes the folder for this process; makes it if it is absent.
    static JournalFolder take(Path path, Entropy entropy, Disk disk) throws IOException {
        DurableFolder.make(path);
        return new JournalFolder(path, FolderLock.take(path), entropy, disk);
    }

    /// Opens the journal file, which is made if it is absent, and reads it through.
    JournalFile openFile(BlockScan.Visitor visitor) throws IOException {
        discardFresh();
        Path file = path.resolve(FILE_NAME);
        if (isAbsent(file)) {
            try (JournalFile fresh = createFresh()) {
                adopt(fresh);
            }
        }
        // Also where the file was there: whoever put it there may not have come as far as this.
        sync();
        return JournalFile.open(file, disk, visitor);
    }

    /// Unlike `Files.exists`, takes no file that cannot be looked at for one that is not there: an empty
    /// journal would be put in its place.
    private static boolean isAbsent(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    JournalFile createFresh() throws IOException {
        try {
            return JournalFile.create(path.resolve(FRESH_NAME), disk, entropy.nextLong());
        } catch (IOException e) {
            discardFresh();
            throw e;
        }
    }

    /// Puts the fresh file, whose content is durable, in the journal file's place. Durable after [#sync].
    void adopt(JournalFile fresh) throws IOException {
        fresh.moveTo(path.resolve(FILE_NAME));
    }

    void discardFresh() throws IOException {
        Files.deleteIfExists(path.resolve(FRESH_NAME));
    }

    /// Makes the names in the folder durable.
    void sync() throws IOException {
        DurableFolder.sync(path);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
