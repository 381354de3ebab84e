package io.varve.metadata.replica;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots of shards as objects. A name holds the sequence and the hash of the state, so that two folds that disagree
/// never overwrite each other.
///
/// ```
///   key   <cluster id>/snapshot/<shard>/<sequence, 20 digits>-<hash>
///   body  i64 magic "VARVSNAP" · string shard · i64 sequence · length-prefixed state · i32 CRC32C of all before
/// ```
///
/// Thread-safe.
public final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private static final long MAGIC = 0x56415256_534E4150L;

    /// A larger snapshot is refused on reading; states of millions of runs are far below.
    private static final int MAX_SNAPSHOT_BYTES = 1 << 30;

    private static final int PAGE_KEYS = 1000;

    private final ObjectStore store;
    private final Id128 clusterId;

    public Snapshots(ObjectStore store, Id128 clusterId) {
        this.store = store;
        this.clusterId = clusterId;
    }

    /// The name of a snapshot.
    public record Name(ShardId shard, long sequence, Id128 hash) {}

    /// A snapshot's state, still encoded.
    public record Loaded(Name name, ByteBuffer state) {}

    /// The hash by which folds are compared: the first half of the encoded state's SHA-256.
    public static Id128 hash(ByteBuffer state) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(state.duplicate());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new Id128(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Writes a snapshot; one of the same name is the same.
    public void write(Name name, ByteBuffer state) {
        var body = new ByteWriter(state.remaining() + 64);
        body.i64(MAGIC).string(name.shard().name()).i64(name.sequence());
        body.varint(state.remaining()).raw(state);
        body.i32(Crc32c.of(body.view(0)));
        store.create(key(name), Payload.of(body));
    }

    /// Reads a snapshot and checks that it is the one of that name.
    public Loaded read(Name name) {
        ByteBuffer body = store.readAll(key(name), MAX_SNAPSHOT_BYTES);
        int crcPosition = body.remaining() - Integer.BYTES;
        if (crcPosition < 0
                || body.getInt(body.position() + crcPosition) != Crc32c.of(body.slice(body.position(), crcPosition))) {
            throw new MalformedDataException("the checksum of snapshot " + key(name) + " does not match");
        }
        var in = new ByteReader(body.slice(body.position(), crcPosition));
        boolean named = in.i64() == MAGIC && in.string().equals(name.shard().name()) && in.i64() == name.sequence();
        ByteBuffer state = in.slice(in.count(1));
        in.end();
        if (!named || !hash(state).equals(name.hash())) {
            throw new MalformedDataException("snapshot " + key(name) + " is not what its name says");
        }
        return new Loaded(name, state);
    }

    /// What the reader makes of a snapshot's state. Empty, and told in the log, if it is damaged, or gone since it
    /// was listed: an older one does as well.
    <T> Optional<T> readIfSound(Name name, Function<ByteBuffer, T> reader) {
        try {
            return Optional.of(reader.apply(read(name).state()));
        } catch (MalformedDataException e) {
            logDamaged(name, e);
        } catch (StoreException e) {
            if (!e.objectIsLost()) {
                throw e;
            }
            logDamaged(name, e);
        }
        return Optional.empty();
    }

    private static void logDamaged(Name name, RuntimeException cause) {
        LOG.error(
                "a snapshot is damaged, trying an older one shard={} sequence={}",
                name.shard(),
                name.sequence(),
                cause);
    }

    /// The snapshots of a shard, newest first.
    public List<Name> list(ShardId shard) {
        String prefix = prefix(shard);
        var names = new ArrayList<Name>();
        String startAfter = "";
        ListPage page;
        do {
            page = store.list(prefix, startAfter, PAGE_KEYS);
            for (ObjectInfo object : page.objects()) {
                parse(shard, object.key().substring(prefix.length())).ifPresent(names::add);
                startAfter = object.key();
            }
        } while (!page.complete());
        return names.reversed();
    }

    /// Deletes the snapshots of a shard at earlier sequences.
    void deleteBelow(ShardId shard, long sequence) {
        List<String> earlier = list(shard).stream()
                .filter(name -> name.sequence() < sequence)
                .map(this::key)
                .toList();
        if (!earlier.isEmpty()) {
            store.delete(earlier);
        }
    }

    private static Optional<Name> parse(ShardId shard, String name) {
        int dash = name.indexOf('-');
        try {
            return Optional.of(
                    new Name(shard, Long.parseLong(name.substring(0, dash)), Id128.parse(name.substring(dash + 1))));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // Not written by us: whatever a person put there is no snapshot, and no reason to stop.
            return Optional.empty();
        }
    }

    public String key(Name name) {
        return prefix(name.shard()) + String.format(Locale.ROOT, "%020d", name.sequence()) + "-" + name.hash();
    }

    private String prefix(ShardId shard) {
        return prefix(clusterId) + shard + "/";
    }

    /// The prefix of the keys of all snapshots of a cluster.
    public static String prefix(Id128 clusterId) {
        return clusterId + "/snapshot/";
    }
}
