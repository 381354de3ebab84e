package io.varve.simulation.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// The names in a folder at the time of the call.
record FolderListing(List<Path> paths, DirectoryStream.Filter<? super Path> filter) implements DirectoryStream<Path> {

    @Override
    public Iterator<Path> iterator() {
        return paths.stream().filter(this::isAccepted).iterator();
    }

    private boolean isAccepted(Path path) {
        try {
            return filter.accept(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
