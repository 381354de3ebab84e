package io.varve.storage.wal;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicIdPartition;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// A write-ahead object, laid out as [WalObjectLayout] says. Every batch of a flush in one body; the footer tells for
/// each shard what is where, so that an object alone can be read and checked.
///
/// @param tables the run table of each shard, by the shard's name, in the order of the body
public record WalObject(WalHeader header, Map<String, RunTable> tables) {

    private static final int MIN_SHARD_BYTES = 2;

    public WalObject {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /// An object ready to be written.
    ///
    /// @param tableRanges where each shard's run table lies in the object, for entries that point to it
    public record Encoded(WalObject object, Payload payload, Map<String, TableRange> tableRanges) {}

    /// A slice of the object that holds one encoded [RunTable].
    public record TableRange(int position, int length, int crc32c) {}

    /// What a shard contributes to an object that is being laid out.
    ///
    /// @param partitions in the order of the table
    public record ShardBody(String shard, List<PartitionBody> partitions) {}

    /// The batches of one partition with their bytes.
    ///
    /// @param bytes of each batch, in the order of `metas`
    public record PartitionBody(TopicIdPartition partition, List<BatchMeta> metas, List<ByteBuffer> bytes) {}

    /// Lays out an object. The bodies come sorted; their bytes are not copied.
    public static Encoded encode(WalHeader header, List<ShardBody> bodies) {
        var parts = new ArrayList<ByteBuffer>();
        parts.add(ByteBuffer.wrap(encodeHeader(header)));
        var tables = layOut(bodies, WalObjectLayout.HEADER_BYTES, parts);

        var footer = new ByteWriter();
        var ranges = new LinkedHashMap<String, TableRange>();
        int footerPosition = lengthOf(parts);
        footer.varint(tables.size());
        tables.forEach((shard, table) -> {
            var encoded = new ByteWriter();
            table.write(encoded);
            byte[] bytes = encoded.toByteArray();
            footer.string(shard).bytes(bytes);
            ranges.put(
                    shard,
                    new TableRange(footerPosition + footer.size() - bytes.length, bytes.length, Crc32c.of(bytes)));
        });
        byte[] footerBytes = footer.toByteArray();
        // The body is read once: its own checksum is that of the object so far.
        var crc = new CRC32C();
        parts.forEach(part -> crc.update(part.duplicate()));
        ByteBuffer trailer = new ByteWriter(WalObjectLayout.TRAILER_BYTES)
                .i32(footerBytes.length)
                .i32((int) crc.getValue())
                .i32(Crc32c.of(footerBytes))
                .i64(WalObjectLayout.END_MAGIC)
                .view(0);
        crc.update(footerBytes);
        crc.update(trailer.duplicate());
        parts.add(ByteBuffer.wrap(footerBytes));
        parts.add(trailer);
        int length = footerPosition + footerBytes.length + WalObjectLayout.TRAILER_BYTES;
        var payload = new Payload(parts, length, (int) crc.getValue());
        return new Encoded(new WalObject(header, tables), payload, ranges);
    }

    /// Assigns positions from `firstPosition` on and appends the batches' bytes to `parts`.
    public static Map<String, RunTable> layOut(List<ShardBody> bodies, int firstPosition, List<ByteBuffer> parts) {
        var tables = new LinkedHashMap<String, RunTable>();
        int position = firstPosition;
        for (ShardBody body : bodies) {
            var partitions = new ArrayList<PartitionBatches>();
            for (PartitionBody partition : body.partitions()) {
                var batches = new PartitionBatches(partition.partition(), position, partition.metas());
                partitions.add(batches);
                parts.addAll(partition.bytes());
                position = Math.addExact(position, batches.sizeBytes());
            }
            tables.put(body.shard(), new RunTable(partitions));
        }
        return tables;
    }

    /// Reads a whole object and checks both checksums.
    ///
    /// @throws MalformedDataException if it is not a write-ahead object, or damaged
    public static WalObject decode(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length < WalObjectLayout.HEADER_BYTES + WalObjectLayout.TRAILER_BYTES) {
            throw new MalformedDataException("a write-ahead object of " + length + " bytes");
        }
        ByteBuffer object = bytes.slice();
        var trailer =
                new ByteReader(object.slice(length - WalObjectLayout.TRAILER_BYTES, WalObjectLayout.TRAILER_BYTES));
        int footerLength = trailer.i32();
        int bodyCrc = trailer.i32();
        int footerCrc = trailer.i32();
        int footerPosition = length - WalObjectLayout.TRAILER_BYTES - footerLength;
        if (trailer.i64() != WalObjectLayout.END_MAGIC
                || footerLength < 0
                || footerPosition < WalObjectLayout.HEADER_BYTES) {
            throw new MalformedDataException("no trailer of a write-ahead object");
        }
        ByteBuffer footer = object.slice(footerPosition, footerLength);
        if (Crc32c.of(footer) != footerCrc || Crc32c.of(object.slice(0, footerPosition)) != bodyCrc) {
            throw new MalformedDataException("a write-ahead object whose checksum does not match");
        }
        return new WalObject(decodeHeader(object), decodeFooter(footer));
    }

    /// Reads the header alone.
    public static WalHeader decodeHeader(ByteBuffer object) {
        if (object.getLong(0) != WalObjectLayout.MAGIC) {
            throw new MalformedDataException("no magic of a write-ahead object");
        }
        if (object.getShort(WalObjectLayout.VERSION) != WalObjectLayout.FORMAT_VERSION) {
            throw new MalformedDataException("a write-ahead object of format "
                    + object.getShort(WalObjectLayout.VERSION) + ", a newer Varve wrote it");
        }
        return new WalHeader(
                object.getInt(WalObjectLayout.NODE_ID),
                new Id128(object.getLong(WalObjectLayout.CLUSTER_ID), object.getLong(WalObjectLayout.CLUSTER_ID + 8)),
                new Id128(object.getLong(WalObjectLayout.INCARNATION), object.getLong(WalObjectLayout.INCARNATION + 8)),
                object.getLong(WalObjectLayout.EPOCH),
                object.getLong(WalObjectLayout.FLUSH_NUMBER));
    }

    private static Map<String, RunTable> decodeFooter(ByteBuffer footer) {
        var in = new ByteReader(footer);
        int shards = in.count(MIN_SHARD_BYTES);
        var tables = new LinkedHashMap<String, RunTable>();
        for (int s = 0; s < shards; s++) {
            String shard = in.string();
            var table = new ByteReader(in.bytes());
            tables.put(shard, RunTable.read(table));
            table.end();
        }
        in.end();
        return tables;
    }

    private static byte[] encodeHeader(WalHeader header) {
        return new ByteWriter(WalObjectLayout.HEADER_BYTES)
                .i64(WalObjectLayout.MAGIC)
                .i16(WalObjectLayout.FORMAT_VERSION)
                .i16(0)
                .i32(header.nodeId())
                .id(header.clusterId())
                .id(header.incarnation())
                .i64(header.epoch())
                .i64(header.number())
                .toByteArray();
    }

    private static int lengthOf(List<ByteBuffer> parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length = Math.addExact(length, part.remaining());
        }
        return length;
    }
}
