package io.varve.simulation.world;

import io.varve.core.ServerClock;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The bucket as one process reaches it: far away, and not always.
public final class SimulatedStore implements ObjectStore {

    private static final long USUAL_NANOS = 10_000_000;
    private static final int MOST_UNLISTED = 3;

    private final Life life;
    private final Bucket bucket;
    private final ServerClock serverClock;

    public SimulatedStore(Life life, Bucket bucket, ServerClock serverClock) {
        this.life = life;
        this.bucket = bucket;
        this.serverClock = serverClock;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        // The caller may use its buffers again when it believes the request to have failed.
        ByteBuffer sent = ByteBuffer.allocate(Math.toIntExact(payload.length()));
        payload.parts().forEach(part -> sent.put(part.duplicate()));
        sent.flip();
        return call("create " + key).write(() -> bucket.create(key, sent, payload.crc32c()));
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        ByteBuffer bytes = call("read " + key).read(() -> bucket.objects().read(key, offset, length));
        Faults faults = life.world().faults();
        if (!faults.happens(Fault.CORRUPT)) {
            return bytes;
        }
        life.world().trace("{} reads {} damaged", life, key);
        ByteBuffer damaged =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        int at = faults.chance(Fault.CORRUPT).nextInt(damaged.remaining());
        return damaged.put(
                at, (byte) (damaged.get(at) ^ (1 << faults.chance(Fault.CORRUPT).nextInt(Byte.SIZE))));
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        ByteBuffer bytes =
                call("read all of " + key).read(() -> bucket.objects().readAll(key, maxBytes));
        if (life.world().faults().happens(Fault.CORRUPT)) {
            life.world().trace("{} reads {} damaged", life, key);
            throw new StoreException(StoreException.Kind.CORRUPT, key + " has not the checksum that was stored");
        }
        return bytes;
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return call("head " + key).read(() -> bucket.objects().head(key));
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        Faults faults = life.world().faults();
        if (faults.happens(Fault.STALE_LIST)) {
            int missing = 1 + faults.chance(Fault.STALE_LIST).nextInt(MOST_UNLISTED);
            life.world().trace("{} lists {} without the last {}", life, prefix, missing);
            return call("list " + prefix).read(() -> bucket.staleList(prefix, startAfter, limit, missing));
        }
        return call("list " + prefix).read(() -> bucket.objects().list(prefix, startAfter, limit));
    }

    @Override
    public void delete(Collection<String> keys) {
        List<String> sent = List.copyOf(keys);
        Supplier<Integer> effect = () -> {
            bucket.delete(sent);
            return sent.size();
        };
        call("delete " + sent.size()).write(effect);
    }

    @Override
    public void close() {}

    private SimulatedCall call(String what) {
        return new SimulatedCall(
                life,
                what,
                USUAL_NANOS,
                serverClock,
                () -> new StoreException(StoreException.Kind.UNAVAILABLE, what + ": no answer"),
                () -> new StoreException(StoreException.Kind.THROTTLED, what + ": slow down"));
    }
}
