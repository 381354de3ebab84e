package io.varve.compactor.sweep;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Objects that nobody will ever name again, and that are deleted once those who planned to read them before have.
///
/// ```
///   i64 magic "VARVCOND" · i64 time · varint objects, each as in entries · i32 CRC32C of all before
/// ```
///
/// @param condemnedMs since when nobody names them, in milliseconds since the Unix epoch
record CondemnedList(long condemnedMs, List<ObjectRef> objects) {

    private static final long MAGIC = 0x56415256_434F4E44L;
    private static final int MIN_OBJECT_BYTES = 19;

    CondemnedList {
        objects = List.copyOf(objects);
    }

    Payload encode() {
        var out = new ByteWriter(64 + 40 * objects.size());
        out.i64(MAGIC).i64(condemnedMs).varint(objects.size());
        objects.forEach(object -> object.write(out));
        return Payload.of(out.i32(Crc32c.of(out.view(0))));
    }

    /// @throws MalformedDataException if the bytes are no such list, or damaged
    static CondemnedList decode(ByteBuffer bytes) {
        int crcPosition = bytes.remaining() - Integer.BYTES;
        if (crcPosition < 0
                || bytes.getInt(bytes.position() + crcPosition)
                        != Crc32c.of(bytes.slice(bytes.position(), crcPosition))) {
            throw new MalformedDataException("the checksum of a list of objects to be deleted does not match");
        }
        var in = new ByteReader(bytes.slice(bytes.position(), crcPosition));
        if (in.i64() != MAGIC) {
            throw new MalformedDataException("no magic of a list of objects to be deleted");
        }
        long condemnedMs = in.i64();
        int count = in.count(MIN_OBJECT_BYTES);
        var objects = new ArrayList<ObjectRef>(count);
        for (int i = 0; i < count; i++) {
            objects.add(ObjectRef.read(in));
        }
        in.end();
        return new CondemnedList(condemnedMs, objects);
    }
}
