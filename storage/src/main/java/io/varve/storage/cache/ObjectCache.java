package io.varve.storage.cache;

import io.varve.storage.ObjectStore;
import io.varve.storage.RangeNotSatisfiableException;
import io.varve.storage.Ranges;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads objects of a store once: whole ones, which then serve every range of theirs, or single ranges.
///
/// Thread-safe; calls block the (virtual) thread. Right because objects never change. Whoever deletes one says so by
/// [#forget]; until then its bytes may still be served.
public final class ObjectCache {

    private final ObjectStore store;
    private final ByteBoundedCache<Piece> pieces;

    public ObjectCache(ObjectStore store, long maxBytes) {
        this.store = store;
        this.pieces = new ByteBoundedCache<>(maxBytes);
    }

    /// Reads the whole object, which costs at most one request of the store.
    ///
    /// @throws io.varve.storage.StoreException as [ObjectStore#readAll] does
    public ByteBuffer readAll(String key, int maxBytes) {
        ByteBuffer whole = pieces.get(Piece.whole(key), () -> store.readAll(key, maxBytes));
        Ranges.checkWhole(key, whole.remaining(), maxBytes);
        return whole;
    }

    /// Reads a range: from the whole object if that is cached, else by at most one request for exactly this range.
    ///
    /// @throws io.varve.storage.StoreException as [ObjectStore#read] does
    public ByteBuffer read(String key, long offset, int length) {
        Ranges.check(offset, length);
        return find(key, offset, length)
                .orElseGet(() -> pieces.get(new Piece(key, offset, length), () -> store.read(key, offset, length)));
    }

    /// The range if the whole object is cached; no request is made.
    ///
    /// @throws RangeNotSatisfiableException if the object is cached and ends before the range does
    public Optional<ByteBuffer> find(String key, long offset, int length) {
        Ranges.check(offset, length);
        return pieces.find(Piece.whole(key)).map(whole -> {
            Ranges.checkWithin(key, offset, length, whole.remaining());
            return whole.slice((int) offset, length);
        });
    }

    /// Caches a whole object that this node has just written, or is about to commit.
    public void put(String key, ByteBuffer whole) {
        pieces.put(Piece.whole(key), whole);
    }

    /// Drops whole objects. Single ranges of theirs go with time: nobody asks for them again.
    public void forget(Collection<String> keys) {
        List.copyOf(keys).forEach(key -> pieces.remove(Piece.whole(key)));
    }

    public ByteBoundedCache.Counts counts() {
        return pieces.counts();
    }

    /// @param length 0 for the whole object, since no range is empty
    private record Piece(String key, long offset, int length) {

        static Piece whole(String key) {
            return new Piece(key, 0, 0);
        }
    }
}
