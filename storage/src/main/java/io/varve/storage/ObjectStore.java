package io.varve.storage;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/// A bucket (or a folder, or a map): whole, immutable objects under keys.
///
/// **Threads**: all methods are thread-safe and block the calling (virtual) thread.
/// **Immutability**: an object is created once and never overwritten; there is no unconditional write.
/// **Visibility**: an object is visible to every later call of every process as soon as [#create] has returned,
/// listings included.
/// **Buffers**: arguments stay the caller's and are not changed; buffers that are returned are shared, so nobody
/// writes to them, although they give access to their array, without which checksums are slow.
/// **Keys**: 1–1024 characters of `[A-Za-z0-9/._-]`, no empty, `.` or `..` segment, none over 240 characters; anything
/// else is an [IllegalArgumentException]. No key may be a folder of another (`a` beside `a/b`), which file systems and
/// MinIO refuse. Nor should the last object of a folder be deleted while others are created there: MinIO may refuse
/// the create. Listings are in the order of the keys' bytes.
/// **Lost replies**: any method may throw [StoreException]. After a `create` or `delete` that threw, the effect is
/// unknown; repeating is safe, and a repeated `create` may find its own object, which the retry decorator settles.
public interface ObjectStore extends AutoCloseable {

    /// Writes the object if its key is free, durable before it returns, with its CRC32C checked by the store where
    /// the store can.
    ///
    /// @return [CreateOutcome#EXISTS] without any effect if the key is taken
    /// @throws StoreException of kind `CORRUPT`, and without any effect, if the bytes do not have the payload's
    /// checksum
    CreateOutcome create(String key, Payload payload);

    /// Reads `length` bytes, at least one, from `offset` on.
    ///
    /// @return exactly that many bytes
    /// @throws ObjectNotFoundException if there is no such object
    /// @throws RangeNotSatisfiableException if the object ends before `offset + length`
    ByteBuffer read(String key, long offset, int length);

    /// Reads the whole object and compares it with the checksum that the store kept.
    ///
    /// @throws ObjectNotFoundException if there is no such object
    /// @throws StoreException if the object is longer than `maxBytes`, which is checked before anything is
    /// allocated
    ByteBuffer readAll(String key, int maxBytes);

    /// What is known about an object without reading it, or empty if there is none.
    Optional<ObjectInfo> head(String key);

    /// At most `limit` objects whose keys begin with `prefix` and follow `startAfter` (empty for the first page).
    ListPage list(String prefix, String startAfter, int limit);

    /// Deletes the objects, durable before it returns; keys that do not exist are no error.
    void delete(Collection<String> keys);

    @Override
    void close();

    enum CreateOutcome {
        CREATED,
        EXISTS
    }
}
