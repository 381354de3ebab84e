package io.varve.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// What stands beside an object's file: one line with the CRC32C in hexadecimal and the length in decimal.
///
/// It is written after the object, by the object's only creator, and not synced: a crash may leave an object with an
/// empty, broken or missing checksum file, which all mean that the checksum is not known.
///
/// @param crc32c empty if not known
/// @param sizeBytes empty if not known
record ChecksumFile(OptionalInt crc32c, OptionalLong sizeBytes) {

    /// No key contains a tilde.
    static final String SUFFIX = "~crc32c";

    private static final ChecksumFile UNKNOWN = new ChecksumFile(OptionalInt.empty(), OptionalLong.empty());
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) ([0-9]{1,18})\n");
    private static final int COMPUTE_BUFFER_BYTES = 256 << 10;

    static void write(Path object, int crc32c, long sizeBytes) throws IOException {
        Files.writeString(beside(object), HexFormat.of().toHexDigits(crc32c) + " " + sizeBytes + "\n");
    }

    static ChecksumFile read(Path object) throws IOException {
        try {
            Matcher line = LINE.matcher(Files.readString(beside(object), StandardCharsets.ISO_8859_1));
            if (!line.matches()) {
                return UNKNOWN;
            }
            return new ChecksumFile(
                    OptionalInt.of(HexFormat.fromHexDigits(line.group(1))),
                    OptionalLong.of(Long.parseLong(line.group(2))));
        } catch (NoSuchFileException e) {
            return UNKNOWN;
        }
    }

    /// @return whether there was one
    static boolean delete(Path object) throws IOException {
        return Files.deleteIfExists(beside(object));
    }

    /// The checksum of the bytes as they are now.
    static int compute(Path object) throws IOException {
        var crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(COMPUTE_BUFFER_BYTES);
        try (FileChannel file = FileChannel.open(object, StandardOpenOption.READ)) {
            while (file.read(buffer) >= 0) {
                crc.update(buffer.flip());
                buffer.clear();
            }
        }
        return (int) crc.getValue();
    }

    private static Path beside(Path object) {
        return object.resolveSibling(object.getFileName() + SUFFIX);
    }
}
