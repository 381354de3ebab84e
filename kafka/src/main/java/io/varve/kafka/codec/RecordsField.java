package io.varve.kafka.codec;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/// The records field of a message that was received, as bytes.
public final class RecordsField {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private RecordsField() {}

    /// A slice of the frame that the message was read from; without bytes if the field is null.
    public static ByteBuffer bytes(@Nullable BaseRecords records) {
        return switch (records) {
            case null -> NONE;
            case MemoryRecords received -> received.buffer();
            default -> throw new IllegalArgumentException("not of a received message: " + records.getClass());
        };
    }

    /// The field of a message to be sent.
    public static BaseRecords of(ByteBuffer bytes) {
        return MemoryRecords.readableRecords(bytes);
    }
}
