package io.varve.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The tree of folders that objects are in. Thread-safe.
final class Folders {

    /// How many folders are remembered as durable; beyond it the memory starts anew.
    private static final int MAX_DURABLE_FOLDERS = 10_000;

    private final Path root;

    /// Folders whose own entry in their parent is known to be on disk.
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    private Folders(Path root) {
        this.root = root;
    }

    /// Makes the root, durably, if it does not exist.
    static Folders open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath();
        Path above = root.getParent() == null ? root : parent(root);
        while (!Files.isDirectory(above)) {
            above = parent(above);
        }
        Files.createDirectories(root);
        for (Path made = root; !made.equals(above); made = parent(made)) {
            syncOne(parent(made));
        }
        return new Folders(root);
    }

    Path root() {
        return root;
    }

    Path path(String key) {
        return root.resolve(key);
    }

    /// The folder that something other than the root of the file system is in.
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "a path without a parent");
    }

    void make(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            // Also thrown where another thread removed the folder between two looks at it.
            if (Files.exists(folder.getFileSystem().getPath(e.getFile()))) {
                throw e;
            }
            throw new NoSuchFileException(e.getFile());
        }
    }

    /// Makes the names in the folder durable, and the folder itself.
    void sync(Path folder) throws IOException {
        syncOne(folder);
        for (Path made = folder; !made.equals(root) && !durable.contains(made); made = parent(made)) {
            syncOne(parent(made));
            if (durable.size() >= MAX_DURABLE_FOLDERS) {
                durable.clear();
            }
            durable.add(made);
        }
    }

    /// The folder has disappeared.
    void forget(Path folder) {
        for (Path gone = folder; !gone.equals(root); gone = parent(gone)) {
            durable.remove(gone);
        }
    }

    /// Removes the folder and those above it as far as they are empty.
    void removeIfEmpty(Path folder) throws IOException {
        for (Path empty = folder; !empty.equals(root); empty = parent(empty)) {
            try {
                durable.remove(empty);
                Files.delete(empty);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                return;
            }
        }
    }

    private static void syncOne(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
