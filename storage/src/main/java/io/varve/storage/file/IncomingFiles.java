package io.varve.storage.file;

import io.varve.core.Entropy;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.zip.CRC32C;

/// The folder of files that are being written, each under a random name. Thread-safe.
final class IncomingFiles {

    /// A file as old as this was left behind by a crash.
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private final Path folder;
    private final Entropy entropy;

    private IncomingFiles(Path folder, Entropy entropy) {
        this.folder = folder;
        this.entropy = entropy;
    }

    /// Makes the folder if need be, tries a hard link in it, and removes what crashes left behind.
    static IncomingFiles open(Path folder, Entropy entropy) throws IOException {
        Files.createDirectories(folder);
        var incoming = new IncomingFiles(folder, entropy);
        Path probe = Files.createFile(incoming.newName());
        Path link = incoming.newName();
        try {
            Files.createLink(link, probe);
            incoming.removeAbandoned(Files.getLastModifiedTime(probe));
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(probe);
        }
        return incoming;
    }

    /// Writes and syncs a file with the payload's bytes. The caller deletes it.
    Path write(String key, Payload payload) throws IOException {
        Path path = newName();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (writeParts(file, payload) != payload.crc32c()) {
                throw new StoreException(
                        Kind.CORRUPT, "create " + key + ": the bytes do not have the checksum that was given");
            }
            file.force(true);
            return path;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static int writeParts(FileChannel file, Payload payload) throws IOException {
        var crc = new CRC32C();
        for (ByteBuffer part : payload.parts()) {
            crc.update(part.duplicate());
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        }
        return (int) crc.getValue();
    }

    private void removeAbandoned(FileTime now) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isAbandoned(file, now)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isAbandoned(Path file, FileTime now) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis() < now.toMillis() - ABANDONED_AFTER.toMillis();
        } catch (NoSuchFileException e) {
            // Its writer has finished meanwhile.
            return false;
        }
    }

    private Path newName() {
        return folder.resolve(entropy.nextId().toString());
    }
}
