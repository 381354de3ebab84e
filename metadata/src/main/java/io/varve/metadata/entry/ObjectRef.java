package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import java.util.HexFormat;
import java.util.Optional;

/// An immutable object of the cluster. Its key follows from these four values, begins with the cluster's id and carries
/// the journal epoch, by which the sweep decides what nobody can name any more.
///
/// ```
///   <cluster id>/<kind>/<epoch>/<writer>-<number>[.<suffix>]
/// ```
///
/// @param epoch the journal epoch under which it was written
/// @param writer the incarnation that wrote it
/// @param number distinct for every object of the writer
public record ObjectRef(Kind kind, long epoch, Id128 writer, long number) implements Source {

    private static final int LONG_DIGITS = 16;

    /// With the slash and the dash between them.
    private static final int EPOCH_WRITER_NUMBER_CHARS = 4 * LONG_DIGITS + 2;

    /// What an object is; the name is part of its key.
    public enum Kind {
        /// Batches of one flush, see [io.varve.storage.wal.WalObject].
        WAL(0, "wal", ""),
        /// Runs of many partitions that were moved together, in the layout of a write-ahead object.
        BUNDLE(1, "bundle", ""),
        /// A Parquet segment of one partition.
        SEGMENT(2, "data", ".parquet"),
        /// The metadata of one version of an Iceberg table. Its readers insist on the suffix.
        TABLE(3, "table", ".metadata.json"),
        /// A manifest of an Iceberg table, or a list of them.
        MANIFEST(4, "manifest", ".avro");

        private final int number;
        private final String folder;
        private final String suffix;

        Kind(int number, String folder, String suffix) {
            this.number = number;
            this.folder = folder;
            this.suffix = suffix;
        }

        private static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new MalformedDataException("no kind of object has the number " + number);
        }

        /// The prefix of the keys of all objects of this kind, which are in the order of their epochs.
        public String prefix(Id128 clusterId) {
            return clusterId + "/" + folder + "/";
        }

        /// The prefix of the keys of all objects of this kind and epoch.
        public String prefix(Id128 clusterId, long epoch) {
            return prefix(clusterId) + HexFormat.of().toHexDigits(epoch) + "/";
        }
    }

    public String key(Id128 clusterId) {
        return kind.prefix(clusterId, epoch) + writer + "-" + HexFormat.of().toHexDigits(number) + kind.suffix;
    }

    /// Reads what [#key] wrote; empty if no object of the cluster has that key.
    public static Optional<ObjectRef> ofKey(Id128 clusterId, String key) {
        for (Kind kind : Kind.values()) {
            String prefix = kind.prefix(clusterId);
            if (key.length() == prefix.length() + EPOCH_WRITER_NUMBER_CHARS + kind.suffix.length()
                    && key.startsWith(prefix)
                    && key.endsWith(kind.suffix)) {
                return ofName(kind, key.substring(prefix.length(), key.length() - kind.suffix.length()))
                        .filter(object -> object.key(clusterId).equals(key));
            }
        }
        return Optional.empty();
    }

    private static Optional<ObjectRef> ofName(Kind kind, String name) {
        try {
            int writer = LONG_DIGITS + 1;
            int number = writer + 2 * LONG_DIGITS + 1;
            return Optional.of(new ObjectRef(
                    kind,
                    HexFormat.fromHexDigitsToLong(name, 0, LONG_DIGITS),
                    Id128.parse(name.substring(writer, number - 1)),
                    HexFormat.fromHexDigitsToLong(name, number, name.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public void write(ByteWriter out) {
        out.u8(kind.number).varint(epoch).id(writer).varint(number);
    }

    public static ObjectRef read(ByteReader in) {
        return new ObjectRef(Kind.ofNumber(in.u8()), in.varint(), in.id(), in.varint());
    }
}
