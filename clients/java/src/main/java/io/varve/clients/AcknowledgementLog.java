package io.varve.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// The file of what was acknowledged, a line each. A line is with the operating system before [#add] returns, so it
/// outlives this process, and it is on the disk after [#close].
///
/// Thread-safe: producers answer on threads of their own.
public final class AcknowledgementLog implements AutoCloseable {
    private final FileChannel file;

    /// Starts a file anew.
    AcknowledgementLog(Path path) throws IOException {
        Files.deleteIfExists(path);
        this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    synchronized void add(Acknowledgement acknowledgement) {
        ByteBuffer line = StandardCharsets.US_ASCII.encode(acknowledgement.line() + "\n");
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.force(true);
        file.close();
    }

    /// What the file says, but for a last line that was cut off.
    public static List<Acknowledgement> read(Path path) throws IOException {
        String content = Files.readString(path, StandardCharsets.US_ASCII);
        try (Stream<String> lines =
                content.substring(0, content.lastIndexOf('\n') + 1).lines()) {
            return lines.map(Acknowledgement::parse).toList();
        }
    }
}
