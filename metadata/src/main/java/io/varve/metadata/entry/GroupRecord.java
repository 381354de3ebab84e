package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One record of Kafka's group coordinator, in Kafka's own encoding: what Kafka would write to `__consumer_offsets`.
///
/// Both buffers are read-only and stand at their first byte.
///
/// @param value null takes the key's record away
public record GroupRecord(ByteBuffer key, @Nullable ByteBuffer value) {

    /// A key and a mark.
    static final int MIN_BYTES = 2;

    private static final int REMOVED = 0;
    private static final int PRESENT = 1;

    public GroupRecord {
        key = key.asReadOnlyBuffer();
        value = value == null ? null : value.asReadOnlyBuffer();
    }

    public void write(ByteWriter out) {
        out.varint(key.remaining()).raw(key);
        if (value == null) {
            out.u8(REMOVED);
        } else {
            out.u8(PRESENT).varint(value.remaining()).raw(value);
        }
    }

    public static GroupRecord read(ByteReader in) {
        // Copies: a slice would keep the whole entry in memory for as long as the record lives.
        ByteBuffer key = ByteBuffer.wrap(in.bytes());
        return switch (in.u8()) {
            case REMOVED -> new GroupRecord(key, null);
            case PRESENT -> new GroupRecord(key, ByteBuffer.wrap(in.bytes()));
            default -> throw new MalformedDataException("a group's record is neither there nor removed");
        };
    }
}
