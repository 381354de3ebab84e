package io.varve.simulation.disk;

import io.varve.metadata.journal.file.Disk;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The disk as one process sees it. Once that is gone, every operation throws [PowerCut].
public final class Mount extends FileSystem {

    private final SimulatedDisk disk;
    private final DiskFaults faults;
    private final MountProvider provider = new MountProvider(this);
    private boolean alive = true;

    Mount(SimulatedDisk disk, DiskFaults faults) {
        this.disk = disk;
        this.faults = faults;
    }

    public Path root() {
        return getPath("/");
    }

    /// The files of a journal that is on this disk.
    public Disk disk() {
        return new ChannelDisk();
    }

    /// Ends the process. What it has written is as visible to others as before, and no more durable.
    public void kill() {
        alive = false;
    }

    boolean alive() {
        return alive;
    }

    long nowMs() {
        return disk.nowMs();
    }

    /// Stands at the beginning of every operation.
    ///
    /// @throws IOException if it is to fail
    void begin(DiskOperation operation, String path) throws IOException {
        if (fails(operation, path)) {
            throw new FileSystemException(path, null, "Input/output error");
        }
    }

    /// The same for an operation that does something although it fails.
    boolean fails(DiskOperation operation, String path) {
        if (!alive) {
            throw new PowerCut(operation + " " + path);
        }
        return switch (faults.of(operation, path)) {
            case GOES_WELL -> false;
            case FAILS -> true;
            case KILLS -> {
                alive = false;
                throw new PowerCut(operation + " " + path);
            }
        };
    }

    /// @throws NoSuchFileException if there is none
    Node node(DiskPath path) throws IOException {
        Node node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    @Nullable
    Node find(DiskPath path) throws IOException {
        Node node = disk.root();
        for (Path name : path.names()) {
            if (!(node instanceof FolderNode folder)) {
                throw new FileSystemException(path.toString(), null, "Not a directory");
            }
            node = folder.names().get(name.toString());
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /// The folder that a path is in.
    FolderNode folderOf(DiskPath path) throws IOException {
        DiskPath parent = path.getParent();
        if (parent == null) {
            throw new FileSystemException(path.toString(), null, "Is the root");
        }
        if (node(parent) instanceof FolderNode folder) {
            return folder;
        }
        throw new FileSystemException(path.toString(), null, "Not a directory");
    }

    @Override
    public MountProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new DiskPath(this, FileSystems.getDefault().getPath(first, more));
    }

    @Override
    public boolean isOpen() {
        return alive;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("close");
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException("getFileStores");
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException("getPathMatcher");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("getUserPrincipalLookupService");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("newWatchService");
    }
}
