package io.varve.storage.file;

import io.varve.core.Crc32c;
import io.varve.core.Entropy;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectKey;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.Ranges;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;

/// A folder. An object is a file with exactly the object's bytes, so that other programs can read it in place.
///
/// ```
///   DIR/objects/wal/7/ab12           the object wal/7/ab12
///   DIR/objects/wal/7/ab12~crc32c    its checksum (see ChecksumFile)
///   DIR/incoming/5f0e…               a file that is being written
/// ```
///
/// A create writes and syncs an incoming file, links it to its name, which fails if the name is taken, and syncs the
/// folders. Several processes may use one folder at a time.
public final class FileObjectStore implements ObjectStore {

    /// How often a create makes its folder again that a delete found empty.
    private static final int MAX_FOLDER_RACES = 100;

    private final Folders folders;
    private final IncomingFiles incoming;

    private FileObjectStore(Folders folders, IncomingFiles incoming) {
        this.folders = folders;
        this.incoming = incoming;
    }

    /// Where the objects lie, each under its key: what other programs read them by.
    public static Path objectsFolder(Path folder) {
        return folder.resolve("objects");
    }

    /// Opens the folder, which is made if it does not exist, and tries whether objects can be written there.
    ///
    /// @throws StoreException of kind `REFUSED` if they cannot
    public static FileObjectStore open(Path folder, Entropy entropy) {
        try {
            Folders folders = Folders.open(objectsFolder(folder));
            return new FileObjectStore(folders, IncomingFiles.open(folder.resolve("incoming"), entropy));
        } catch (IOException | UnsupportedOperationException e) {
            throw new StoreException(
                    Kind.REFUSED,
                    "cannot keep objects in the folder " + folder.toAbsolutePath()
                            + ": it must be writable, on a file system with hard links (" + FileFailure.describe(e)
                            + ")",
                    e);
        }
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        Path target = folders.path(ObjectKey.check(key));
        try {
            Path written = incoming.write(key, payload);
            try {
                return publish(key, written, target, payload);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw FileFailure.of("create", key, e);
        }
    }

    private CreateOutcome publish(String key, Path written, Path target, Payload payload) throws IOException {
        CreateOutcome outcome = link(key, written, target);
        if (outcome == CreateOutcome.CREATED) {
            ChecksumFile.write(target, payload.crc32c(), payload.length());
        }
        // Also where another writer was first: it may not have come as far as this yet.
        folders.sync(Folders.parent(target));
        return outcome;
    }

    private CreateOutcome link(String key, Path written, Path target) throws IOException {
        for (int race = 0; race < MAX_FOLDER_RACES; race++) {
            try {
                folders.make(Folders.parent(target));
                removeLoneChecksum(target);
                Files.createLink(target, written);
                return CreateOutcome.CREATED;
            } catch (NoSuchFileException e) {
                if (!Files.exists(written)) {
                    throw e;
                }
                folders.forget(Folders.parent(target));
            } catch (FileAlreadyExistsException e) {
                if (Files.isRegularFile(target)) {
                    return CreateOutcome.EXISTS;
                }
                if (isInTheWay(target.getFileSystem().getPath(e.getFile()), target)) {
                    throw new StoreException(
                            Kind.REFUSED,
                            "create " + key + ": an object and a folder of objects cannot have the same name: "
                                    + e.getFile(),
                            e);
                }
                folders.forget(Folders.parent(target));
            }
        }
        throw new StoreException(
                Kind.UNAVAILABLE,
                "create " + key + ": the folder was removed " + MAX_FOLDER_RACES + " times meanwhile");
    }

    /// A checksum that a crash has left without its object would speak of this one.
    private void removeLoneChecksum(Path target) throws IOException {
        if (!isObject(target) && ChecksumFile.delete(target)) {
            folders.sync(Folders.parent(target));
        }
    }

    /// A folder above the target that another writer has made meanwhile, or has removed again, is not.
    private static boolean isInTheWay(Path there, Path target) {
        return Files.exists(there) && (there.equals(target) || !Files.isDirectory(there));
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        Ranges.check(offset, length);
        Path path = folders.path(ObjectKey.check(key));
        try (FileChannel file = open(key, path)) {
            long sizeBytes = file.size();
            if (offset + length > sizeBytes) {
                requireUntruncated(key, path, sizeBytes);
            }
            Ranges.checkWithin(key, offset, length, sizeBytes);
            return readFully(key, file, offset, length);
        } catch (IOException e) {
            throw FileFailure.of("read", key, e);
        }
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        Path path = folders.path(ObjectKey.check(key));
        try (FileChannel file = open(key, path)) {
            long sizeBytes = file.size();
            requireUntruncated(key, path, sizeBytes);
            ByteBuffer bytes = readFully(key, file, 0, Ranges.checkWhole(key, sizeBytes, maxBytes));
            OptionalInt expected = ChecksumFile.read(path).crc32c();
            if (expected.isPresent() && expected.getAsInt() != Crc32c.of(bytes)) {
                throw new StoreException(
                        Kind.CORRUPT, "read " + key + ": the file's bytes changed since they were written");
            }
            return bytes;
        } catch (IOException e) {
            throw FileFailure.of("read", key, e);
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        Path path = folders.path(ObjectKey.check(key));
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            ChecksumFile checksum = ChecksumFile.read(path);
            OptionalInt crc32c =
                    checksum.crc32c().isPresent() ? checksum.crc32c() : OptionalInt.of(ChecksumFile.compute(path));
            return Optional.of(new ObjectInfo(
                    key, attributes.size(), attributes.lastModifiedTime().toMillis(), crc32c));
        } catch (IOException e) {
            if (FileFailure.isAbsence(e)) {
                return Optional.empty();
            }
            throw FileFailure.of("head", key, e);
        }
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        ListPage.checkArguments(prefix, startAfter, limit);
        try {
            return new FileListing(folders.root(), prefix, startAfter, limit).page();
        } catch (IOException e) {
            throw FileFailure.of("list", prefix, e);
        }
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(ObjectKey::check);
        var changed = new LinkedHashSet<Path>();
        for (String key : keys) {
            Path path = folders.path(key);
            changed.add(Folders.parent(path));
            try {
                deleteOne(path);
            } catch (IOException e) {
                changed.forEach(folders::forget);
                throw FileFailure.of("delete", key, e);
            }
        }
        // Also where there was no object: whoever deleted it may not have come as far as this.
        for (Path folder : changed) {
            try {
                folders.syncWhatIsLeft(folder);
            } catch (IOException e) {
                changed.forEach(folders::forget);
                throw FileFailure.of("delete in", folder.toString(), e);
            }
        }
    }

    private void deleteOne(Path path) throws IOException {
        if (isObject(path)) {
            // The checksum first: without the object it would be looked for and found by nobody.
            ChecksumFile.delete(path);
            Files.deleteIfExists(path);
            folders.removeIfEmpty(Folders.parent(path));
        }
    }

    /// Nothing is open between calls.
    @Override
    public void close() {}

    private static FileChannel open(String key, Path path) throws IOException {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            if (Files.isDirectory(path)) {
                file.close();
                throw new ObjectNotFoundException(key);
            }
            return file;
        } catch (IOException e) {
            if (FileFailure.isAbsence(e)) {
                throw new ObjectNotFoundException(key);
            }
            throw e;
        }
    }

    /// Unlike `Files.isRegularFile`, takes no file that cannot be looked at for one that is not there.
    private static boolean isObject(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
        } catch (IOException e) {
            if (FileFailure.isAbsence(e)) {
                return false;
            }
            throw e;
        }
    }

    private static void requireUntruncated(String key, Path path, long sizeBytes) throws IOException {
        long writtenBytes = ChecksumFile.read(path).sizeBytes().orElse(sizeBytes);
        if (writtenBytes != sizeBytes) {
            throw new StoreException(
                    Kind.CORRUPT,
                    "read " + key + ": the file has " + sizeBytes + " bytes, " + writtenBytes + " were written");
        }
    }

    private static ByteBuffer readFully(String key, FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new StoreException(Kind.CORRUPT, "read " + key + ": the file shrank while it was read");
            }
        }
        return bytes.flip();
    }
}
