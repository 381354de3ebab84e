package io.varve.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A path on a simulated disk. How names are joined and cut is left to a path of the machine's own file system, which
/// is never used to touch that.
///
/// @param names the names that it stands for
record DiskPath(Mount mount, Path names) implements Path {

    private static DiskPath of(Path path) {
        if (path instanceof DiskPath diskPath) {
            return diskPath;
        }
        throw new ProviderMismatchException(path + " is not on a simulated disk");
    }

    private DiskPath with(Path others) {
        return new DiskPath(mount, others);
    }

    private @Nullable DiskPath withNullable(@Nullable Path others) {
        return others == null ? null : with(others);
    }

    @Override
    public Mount getFileSystem() {
        return mount;
    }

    @Override
    public boolean isAbsolute() {
        return names.isAbsolute();
    }

    @Override
    public @Nullable DiskPath getRoot() {
        return withNullable(names.getRoot());
    }

    @Override
    public @Nullable DiskPath getFileName() {
        return withNullable(names.getFileName());
    }

    @Override
    public @Nullable DiskPath getParent() {
        return withNullable(names.getParent());
    }

    @Override
    public int getNameCount() {
        return names.getNameCount();
    }

    @Override
    public DiskPath getName(int index) {
        return with(names.getName(index));
    }

    @Override
    public DiskPath subpath(int beginIndex, int endIndex) {
        return with(names.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return names.startsWith(of(other).names);
    }

    @Override
    public boolean endsWith(Path other) {
        return names.endsWith(of(other).names);
    }

    @Override
    public DiskPath normalize() {
        return with(names.normalize());
    }

    @Override
    public DiskPath resolve(Path other) {
        return with(names.resolve(of(other).names));
    }

    @Override
    public DiskPath relativize(Path other) {
        return with(names.relativize(of(other).names));
    }

    /// Every process runs in the root.
    @Override
    public DiskPath toAbsolutePath() {
        return with(Path.of("/").resolve(names));
    }

    /// There are no symbolic links.
    @Override
    public DiskPath toRealPath(LinkOption... options) throws IOException {
        DiskPath real = toAbsolutePath().normalize();
        mount.begin(DiskOperation.LOOK, real.toString());
        mount.node(real);
        return real;
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException("toUri");
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("register");
    }

    @Override
    public int compareTo(Path other) {
        return names.compareTo(of(other).names);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiskPath path && path.mount == mount && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(mount), names);
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
