package io.varve.simulation.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// What a process may ask about a node.
record NodeAttributes(boolean isDirectory, long size, FileTime lastModifiedTime) implements BasicFileAttributes {

    static NodeAttributes of(Node node) {
        long sizeBytes = node instanceof FileNode file ? file.length() : 0;
        return new NodeAttributes(node instanceof FolderNode, sizeBytes, FileTime.fromMillis(node.modifiedMs()));
    }

    @Override
    public boolean isRegularFile() {
        return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime;
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime;
    }

    @Override
    public @Nullable Object fileKey() {
        return null;
    }
}
