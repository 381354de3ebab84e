package io.varve.clients.groups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A time in which something was under way, in milliseconds since 1970. As a line: both with a space between them.
record Span(long beganMs, long endMs) {
    boolean overlaps(long fromMs, long toMs) {
        return beganMs <= toMs && endMs >= fromMs;
    }

    String line() {
        return beganMs + " " + endMs;
    }

    static Span parse(String line) {
        String[] times = line.split(" ", 2);
        return new Span(Long.parseLong(times[0]), Long.parseLong(times[1]));
    }

    static List<Span> read(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Span::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
