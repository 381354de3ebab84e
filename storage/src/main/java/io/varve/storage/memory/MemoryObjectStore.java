package io.varve.storage.memory;

import io.varve.core.Clock;
import io.varve.core.Crc32c;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectKey;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.Ranges;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;

/// A map. Its objects live as long as it does.
public final class MemoryObjectStore implements ObjectStore {

    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Clock clock;

    public MemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        ObjectKey.check(key);
        byte[] bytes = gather(key, payload);
        if (Crc32c.of(bytes) != payload.crc32c()) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT, "create " + key + ": the bytes do not have the checksum given");
        }
        Stored stored = new Stored(bytes, payload.crc32c(), clock.wallMs());
        return objects.putIfAbsent(key, stored) == null ? CreateOutcome.CREATED : CreateOutcome.EXISTS;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        Ranges.check(offset, length);
        Stored stored = get(key);
        Ranges.checkWithin(key, offset, length, stored.bytes.length);
        return ByteBuffer.wrap(stored.bytes).slice((int) offset, length);
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        Stored stored = get(key);
        Ranges.checkWhole(key, stored.bytes.length, maxBytes);
        return ByteBuffer.wrap(stored.bytes);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return Optional.ofNullable(objects.get(ObjectKey.check(key)))
                .map(stored -> stored.info(key, OptionalInt.of(stored.crc32c)));
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        ListPage.checkArguments(prefix, startAfter, limit);
        boolean startsWithin = startAfter.compareTo(prefix) >= 0;
        Map<String, Stored> following =
                startsWithin ? objects.tailMap(startAfter, false) : objects.tailMap(prefix, true);
        List<ObjectInfo> page = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : following.entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (page.size() == limit) {
                return new ListPage(page, false);
            }
            page.add(entry.getValue().info(entry.getKey(), OptionalInt.empty()));
        }
        return new ListPage(page, true);
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(ObjectKey::check);
        keys.forEach(objects::remove);
    }

    /// The objects stay: another user may share the store.
    @Override
    public void close() {}

    private Stored get(String key) {
        Stored stored = objects.get(ObjectKey.check(key));
        if (stored == null) {
            throw new ObjectNotFoundException(key);
        }
        return stored;
    }

    private static byte[] gather(String key, Payload payload) {
        if (payload.length() > Integer.MAX_VALUE) {
            throw new StoreException(
                    StoreException.Kind.REFUSED, "create " + key + ": an object in memory has less than 2 GiB");
        }
        byte[] bytes = new byte[(int) payload.length()];
        int size = 0;
        for (ByteBuffer part : payload.parts()) {
            part.get(part.position(), bytes, size, part.remaining());
            size += part.remaining();
        }
        return bytes;
    }

    private record Stored(byte[] bytes, int crc32c, long createdMs) {

        ObjectInfo info(String key, OptionalInt checksum) {
            return new ObjectInfo(key, bytes.length, createdMs, checksum);
        }
    }
}
