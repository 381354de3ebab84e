package io.varve.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The lines of a file, over and over.
final class SourceRows {
    private final List<String> lines;

    /// Reads the file, which may be gzipped if its name says so.
    SourceRows(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                InputStream plain = path.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            this.lines = reader.lines().toList();
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no lines in " + path);
        }
    }

    byte[] row(long number) {
        return lines.get((int) (number % lines.size())).getBytes(StandardCharsets.UTF_8);
    }
}
