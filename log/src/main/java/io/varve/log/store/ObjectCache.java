package io.varve.log.store;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/// The log's bytes that this node has in memory. What it uploads and what the journal's entries bring enters here
/// unasked, and is found once the state names it. Old data that somebody replays has a bound of its own, so that it
/// does not drive out what everybody else reads.
///
/// Thread-safe.
public final class ObjectCache {

    private final ExtentCache hot;
    private final ExtentCache cold;

    /// @param hotBytes for recent data; 0 keeps nothing
    /// @param coldBytes for old data, which is kept from its read-ahead to its use
    public ObjectCache(long hotBytes, long coldBytes) {
        hot = new ExtentCache(hotBytes);
        cold = new ExtentCache(coldBytes);
    }

    /// Takes what this node uploads under the object's key, before or after the upload. Nothing is copied: the
    /// buffers may not be written to any more, and stay in memory with the object. Their batches must have been
    /// checked.
    public void put(ObjectRef object, Payload body) {
        var container = new Container.StoredObject(object);
        hot.put(container, Extent.checked(container, body.parts()));
    }

    /// Takes the inline section of an entry that was applied.
    public void putInline(ShardId shard, long sequence, ByteBuffer inline) {
        if (inline.hasRemaining()) {
            var container = new Container.InlineSection(shard, sequence);
            hot.put(container, Extent.checked(container, List.of(inline)));
        }
    }

    /// The bytes that are held now, both kinds together.
    public long sizeBytes() {
        return hot.sizeBytes() + cold.sizeBytes();
    }

    ExtentCache hot() {
        return hot;
    }

    ExtentCache cold() {
        return cold;
    }
}
