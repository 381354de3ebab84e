package io.varve.simulation.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `java.nio.file.Files` does on a simulated disk.
final class MountProvider extends FileSystemProvider {

    private static final Set<OpenOption> SUPPORTED = Set.of(READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING);

    private final Mount mount;

    MountProvider(Mount mount) {
        this.mount = mount;
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public DiskChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (!SUPPORTED.containsAll(options)) {
            throw new UnsupportedOperationException("newFileChannel with " + options);
        }
        DiskPath file = (DiskPath) path;
        mount.begin(DiskOperation.OPEN, path.toString());
        Node node = mount.find(file);
        if (node != null && options.contains(CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (node == null && (options.contains(CREATE) || options.contains(CREATE_NEW))) {
            mount.begin(DiskOperation.CREATE, path.toString());
            node = new FileNode(mount.nowMs());
            mount.folderOf(file).apply(new FolderNode.Added(name(file), node));
        }
        boolean writable = options.contains(WRITE);
        var channel = new DiskChannel(mount, file, node == null ? mount.node(file) : node, writable);
        if (writable && options.contains(TRUNCATE_EXISTING)) {
            channel.truncate(0);
        }
        return channel;
    }

    @Override
    public DiskChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        mount.begin(DiskOperation.LIST, path.toString());
        if (!(mount.node((DiskPath) path) instanceof FolderNode folder)) {
            throw new NotDirectoryException(path.toString());
        }
        return new FolderListing(
                folder.names().keySet().stream().map(path::resolve).toList(), filter);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        mount.begin(DiskOperation.CREATE_FOLDER, path.toString());
        add((DiskPath) path, new FolderNode(new TreeMap<>(), mount.nowMs()));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        mount.begin(DiskOperation.LINK, link.toString());
        add((DiskPath) link, mount.node((DiskPath) existing));
    }

    private void add(DiskPath path, Node node) throws IOException {
        if (mount.find(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        mount.folderOf(path).apply(new FolderNode.Added(name(path), node));
    }

    @Override
    public void delete(Path path) throws IOException {
        mount.begin(DiskOperation.DELETE, path.toString());
        DiskPath gone = (DiskPath) path;
        if (mount.node(gone) instanceof FolderNode folder && !folder.names().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        mount.folderOf(gone).apply(new FolderNode.Removed(name(gone)));
    }

    /// Only within a folder, over whatever file bears the name.
    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        mount.begin(DiskOperation.MOVE, target.toString());
        DiskPath from = (DiskPath) source;
        DiskPath to = (DiskPath) target;
        FolderNode folder = mount.folderOf(from);
        if (folder != mount.folderOf(to) || mount.find(to) instanceof FolderNode) {
            throw new UnsupportedOperationException("move from " + source + " to " + target);
        }
        folder.apply(new FolderNode.Renamed(name(from), name(to), mount.node(from)));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        mount.begin(DiskOperation.LOOK, path.toString());
        mount.node((DiskPath) path);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        mount.begin(DiskOperation.LOOK, path.toString());
        return type.cast(NodeAttributes.of(mount.node((DiskPath) path)));
    }

    private static String name(DiskPath path) {
        return Objects.requireNonNull(path.getFileName(), "a path without a name")
                .toString();
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("newFileSystem");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("getFileSystem");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("getPath");
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("copy");
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        throw new UnsupportedOperationException("isSameFile");
    }

    @Override
    public boolean isHidden(Path path) {
        throw new UnsupportedOperationException("isHidden");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("getFileStore");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException("getFileAttributeView");
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException("readAttributes of names");
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("setAttribute");
    }
}
