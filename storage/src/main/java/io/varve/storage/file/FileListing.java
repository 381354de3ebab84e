package io.varve.storage.file;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/// One walk over the tree in the order of keys. Folders that cannot hold a key of the page are not entered.
final class FileListing {

    private final Path root;
    private final String prefix;
    private final String startAfter;
    private final int limit;
    private final List<ObjectInfo> found = new ArrayList<>();

    FileListing(Path root, String prefix, String startAfter, int limit) {
        this.root = root;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.limit = limit;
    }

    ListPage page() throws IOException {
        boolean complete = walk(root, "");
        return new ListPage(found, complete);
    }

    /// @return whether the folder was walked to its end, and not left because the page is full
    private boolean walk(Path folder, String keyOfFolder) throws IOException {
        for (Child child : children(folder, keyOfFolder)) {
            if (child.isFolder()) {
                if (mayHoldKeys(child.key) && !walk(child.path, child.key)) {
                    return false;
                }
            } else if (child.key.startsWith(prefix) && child.key.compareTo(startAfter) > 0) {
                if (found.size() == limit) {
                    return false;
                }
                found.add(child.info());
            }
        }
        return true;
    }

    private boolean mayHoldKeys(String keyOfFolder) {
        boolean withinPrefix = keyOfFolder.startsWith(prefix) || prefix.startsWith(keyOfFolder);
        boolean after = startAfter.startsWith(keyOfFolder) || keyOfFolder.compareTo(startAfter) > 0;
        return withinPrefix && after;
    }

    private static List<Child> children(Path folder, String keyOfFolder) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (!name.endsWith(ChecksumFile.SUFFIX)) {
                    addIfPresent(children, path, keyOfFolder + name);
                }
            }
        } catch (NoSuchFileException e) {
            // Removed since its parent was listed, so it holds nothing.
            return List.of();
        }
        children.sort(Comparator.comparing(Child::key));
        return children;
    }

    private static void addIfPresent(List<Child> children, Path path, String key) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            children.add(new Child(path, attributes.isDirectory() ? key + "/" : key, attributes));
        } catch (NoSuchFileException e) {
            // Deleted since its folder was listed, so it is not in the listing.
        }
    }

    /// @param key the object's key, or that of a folder with a slash at its end, which is what its objects sort by
    private record Child(Path path, String key, BasicFileAttributes attributes) {

        boolean isFolder() {
            return attributes.isDirectory();
        }

        ObjectInfo info() {
            return new ObjectInfo(
                    key, attributes.size(), attributes.lastModifiedTime().toMillis(), OptionalInt.empty());
        }
    }
}
