package io.varve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What `clients/setup catalogs` has installed.
final class CatalogPrograms {

    private static final Path FOLDER = Path.of("clients", "target", "catalogs");

    private CatalogPrograms() {}

    /// @param pattern of its path in the folder, the last part with stars
    /// @throws org.opentest4j.TestAbortedException if the machine does not have it
    static Path find(String title, String folder, String pattern) {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Optional<Path> found = first(above.resolve(FOLDER).resolve(folder), pattern);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw Requirement.isMissing(title, "Get it with 'clients/setup catalogs'.");
    }

    private static Optional<Path> first(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                return Optional.of(file);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
