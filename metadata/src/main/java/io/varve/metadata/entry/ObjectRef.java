package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import java.util.HexFormat;

/// An immutable object of the cluster. Its key follows from these four values, begins with the cluster's id and carries
/// the journal epoch, by which the sweep decides what nobody can name any more.
///
/// ```
///   <cluster id>/<kind>/<epoch>/<writer>-<number>
/// ```
///
/// @param epoch the journal epoch under which it was written
/// @param writer the incarnation that wrote it
/// @param number distinct for every object of the writer
public record ObjectRef(Kind kind, long epoch, Id128 writer, long number) implements Source {

    /// What an object is; the name is part of its key.
    public enum Kind {
        /// Batches of one flush, see [io.varve.storage.wal.WalObject].
        WAL(0, "wal"),
        /// Runs of many partitions that were moved together, in the layout of a write-ahead object.
        BUNDLE(1, "bundle"),
        /// A Parquet segment of one partition.
        SEGMENT(2, "data");

        private final int number;
        private final String folder;

        Kind(int number, String folder) {
            this.number = number;
            this.folder = folder;
        }

        private static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new MalformedDataException("no kind of object has the number " + number);
        }

        /// The prefix of the keys of all objects of this kind and epoch.
        public String prefix(Id128 clusterId, long epoch) {
            return clusterId + "/" + folder + "/" + HexFormat.of().toHexDigits(epoch) + "/";
        }
    }

    public String key(Id128 clusterId) {
        return kind.prefix(clusterId, epoch) + writer + "-" + HexFormat.of().toHexDigits(number);
    }

    public void write(ByteWriter out) {
        out.u8(kind.number).varint(epoch).id(writer).varint(number);
    }

    public static ObjectRef read(ByteReader in) {
        return new ObjectRef(Kind.ofNumber(in.u8()), in.varint(), in.id(), in.varint());
    }
}
