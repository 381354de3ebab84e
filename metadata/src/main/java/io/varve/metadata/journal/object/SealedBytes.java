package io.varve.metadata.journal.object;

import io.varve.core.Crc32c;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bytes of a journal's object: the content, then its CRC32C in four bytes, so that an object can be checked
/// on its own, whatever the store checks.
final class SealedBytes {

    static final int CRC_BYTES = Integer.BYTES;

    private SealedBytes() {}

    static Payload payload(byte[] content) {
        ByteBuffer crc =
                ByteBuffer.allocate(CRC_BYTES).putInt(Crc32c.of(content)).flip();
        return Payload.of(List.of(ByteBuffer.wrap(content), crc));
    }

    /// The content of an object, or null if there is no such object.
    static byte @Nullable [] read(ObjectStore store, String key) {
        ByteBuffer object;
        try {
            object = store.readAll(key, Journal.MAX_ENTRY_BYTES + CRC_BYTES);
        } catch (ObjectNotFoundException absent) {
            return null;
        }
        int contentBytes = object.remaining() - CRC_BYTES;
        if (contentBytes < 0
                || Crc32c.of(object.slice(object.position(), contentBytes))
                        != object.getInt(object.position() + contentBytes)) {
            throw new JournalException(JournalException.Kind.CORRUPT, "the object " + key + " is damaged");
        }
        byte[] content = new byte[contentBytes];
        object.get(object.position(), content);
        return content;
    }
}
