package io.varve.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Folders whose names outlive a power cut.
public final class DurableFolder {

    private DurableFolder() {}

    /// Makes the folder, and those above it, as far as they do not exist.
    ///
    /// One after the other, each durable before the next is made: of those that exist only the last can be
    /// one whose maker died before it was durable.
    public static void make(Path folder) throws IOException {
        Path path = folder.toAbsolutePath();
        Path made = path;
        while (made.getParent() != null && !Files.isDirectory(made)) {
            made = made.getParent();
        }
        syncAbove(made);
        while (!made.equals(path)) {
            Path next = made.resolve(made.relativize(path).getName(0));
            makeOne(next);
            sync(made);
            made = next;
        }
    }

    private static void makeOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process may have been faster.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void syncAbove(Path folder) throws IOException {
        Path above = folder.getParent();
        if (above == null) {
            return;
        }
        try {
            sync(above);
        } catch (AccessDeniedException e) {
            // Where we may not look, somebody else has made the folder.
            return;
        }
    }

    /// Makes the names in the folder durable.
    public static void sync(Path folder) throws IOException {
        // An interrupted thread cannot use a channel at all; the flag is set again for whoever waits for it.
        boolean interrupted = Thread.interrupted();
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
