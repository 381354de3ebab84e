package io.varve.metadata.journal.file;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.ShardId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One thing that happened to a shard, as [JournalLayout] lays it out.
sealed interface Frame {

    ShardId shard();

    /// The entry's bytes are a view of what was given or read; nobody changes them.
    record Entry(ShardId shard, long sequence, ByteBuffer bytes) implements Frame {}

    record FloorRaised(ShardId shard, Floor floor) implements Frame {}

    record Trimmed(ShardId shard, long fromSequence, long toSequence) implements Frame {}

    /// How many bytes [#write] will add, give or take the shard's name.
    default int weight() {
        return this instanceof Entry entry ? entry.bytes().remaining() : 0;
    }

    default void write(ByteWriter body) {
        switch (this) {
            case Entry entry -> {
                writeStart(body, JournalLayout.ENTRY, entry.sequence());
                body.i32(entry.bytes().remaining())
                        .i32(Crc32c.of(entry.bytes()))
                        .raw(entry.bytes());
            }
            case FloorRaised raised -> {
                writeStart(body, JournalLayout.FLOOR, raised.floor().sequence());
                body.i64(raised.floor().recordedAtMs());
            }
            case Trimmed trimmed -> {
                writeStart(body, JournalLayout.TRIM, trimmed.fromSequence());
                body.i64(trimmed.toSequence());
            }
        }
    }

    private void writeStart(ByteWriter body, int kind, long sequence) {
        byte[] name = shard().name().getBytes(StandardCharsets.US_ASCII);
        body.u8(kind).u8(name.length).raw(name, 0, name.length).i64(sequence);
    }

    /// Reads the frame that begins at the reader's position in a block whose checksum has been verified.
    ///
    /// @throws MalformedDataException if the kind is unknown: a newer version wrote it
    static Frame read(ByteReader body) {
        int kind = body.u8();
        var name = StandardCharsets.US_ASCII.decode(body.slice(body.u8())).toString();
        var shard = new ShardId(name);
        long sequence = body.i64();
        return switch (kind) {
            case JournalLayout.ENTRY -> {
                int length = body.i32();
                body.i32();
                yield new Entry(shard, sequence, body.slice(length));
            }
            case JournalLayout.FLOOR -> new FloorRaised(shard, new Floor(sequence, body.i64()));
            case JournalLayout.TRIM -> new Trimmed(shard, sequence, body.i64());
            default -> throw new MalformedDataException("unknown kind of frame " + kind + " of shard " + name);
        };
    }
}
