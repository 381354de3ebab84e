package io.varve.storage.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The tree of folders that objects are in. Thread-safe.
final class Folders {

    /// How many folders are remembered as settled; beyond it the memory starts anew.
    private static final int MAX_SETTLED_FOLDERS = 10_000;

    private final Path root;

    /// Folders in which nothing is left undone: synced by this process since a change of their names last
    /// failed, as were all above them.
    private final Set<Path> settled = ConcurrentHashMap.newKeySet();

    private Folders(Path root) {
        this.root = root;
    }

    /// Makes the root, durably, if it does not exist.
    static Folders open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath();
        DurableFolder.make(root);
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

    /// Makes the folder, and makes durable what an earlier process may have done to its names before it
    /// died: whoever finds a name gone may rely on that.
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
        if (!settled.contains(folder)) {
            sync(folder);
        }
    }

    /// Makes the names in the folder durable, and the folder itself.
    void sync(Path folder) throws IOException {
        try {
            var synced = new ArrayList<Path>();
            DurableFolder.sync(folder);
            for (Path made = folder; !settled.contains(made); made = parent(made)) {
                synced.add(made);
                if (made.equals(root)) {
                    break;
                }
                DurableFolder.sync(parent(made));
            }
            if (settled.size() >= MAX_SETTLED_FOLDERS) {
                settled.clear();
            }
            // Only now, for a folder is as durable as those above it.
            settled.addAll(synced);
        } catch (IOException e) {
            forget(folder);
            throw e;
        }
    }

    /// Makes durable that names have disappeared from the folder, and perhaps the folder itself.
    void syncWhatIsLeft(Path folder) throws IOException {
        for (Path left = folder; ; left = parent(left)) {
            try {
                sync(left);
                return;
            } catch (NoSuchFileException e) {
                if (left.equals(root)) {
                    throw e;
                }
            }
        }
    }

    /// The folder has disappeared, or something may be undone in it.
    void forget(Path folder) {
        for (Path gone = folder; !gone.equals(root); gone = parent(gone)) {
            settled.remove(gone);
        }
        settled.remove(root);
    }

    /// Removes the folder and those above it as far as they are empty.
    void removeIfEmpty(Path folder) throws IOException {
        for (Path empty = folder; !empty.equals(root); empty = parent(empty)) {
            try {
                settled.remove(empty);
                Files.delete(empty);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                return;
            }
        }
    }
}
