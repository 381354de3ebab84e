package io.varve.clients.groups;

import io.varve.clients.groups.MemberLine.Assigned;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The lines of a member that may still be writing them, read as far as they are complete. For one thread.
final class MemberLog {
    private final Path path;
    private final List<MemberLine> lines = new ArrayList<>();
    private final List<Assigned> assignments = new ArrayList<>();
    private long read;

    MemberLog(Path path) {
        this.path = path;
    }

    List<MemberLine> lines() {
        readOn();
        return List.copyOf(lines);
    }

    /// Every assignment that the member has had, the last one being that which it has.
    List<Assigned> assignments() {
        readOn();
        return List.copyOf(assignments);
    }

    private void readOn() {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(file.length() - read)];
            file.seek(read);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int complete = text.lastIndexOf('\n') + 1;
            text.substring(0, complete).lines().map(MemberLine::parse).forEach(this::add);
            read += complete;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(MemberLine line) {
        lines.add(line);
        if (line instanceof Assigned assigned) {
            assignments.add(assigned);
        }
    }
}
