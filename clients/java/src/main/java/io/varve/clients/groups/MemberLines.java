package io.varve.clients.groups;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Writes the lines of a member, see [MemberLine], to the standard output.
final class MemberLines {
    private final PrintStream out = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.US_ASCII);

    void assigned(int generation, Collection<Integer> partitions) {
        String words = partitions.stream().sorted().map(p -> " " + p).collect(Collectors.joining());
        line("assigned " + sentNowMs() + " " + generation + words);
        flush();
    }

    void processed(int partition, long offset, String key) {
        line("processed " + partition + " " + offset + " " + key);
    }

    void committed(long sentMs, int generation, Map<Integer, Long> offsets) {
        String words = new TreeMap<>(offsets)
                .entrySet().stream()
                        .map(entry -> " " + entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining());
        line("committed " + sentMs + " " + answeredNowMs() + " " + generation + words);
        flush();
    }

    /// Hands all lines to the operating system, where they outlive this process.
    void flush() {
        out.flush();
        if (out.checkError()) {
            throw new IllegalStateException("the lines cannot be written");
        }
    }

    static long sentNowMs() {
        return Instant.now().toEpochMilli();
    }

    static long answeredNowMs() {
        return Instant.now().plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
    }

    // Not println, which would write another line ending elsewhere.
    private void line(String text) {
        out.print(text + "\n");
    }
}
