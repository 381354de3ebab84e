package io.varve.storage.decorator;

import io.varve.core.Crc32c;
import io.varve.core.Doors;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/// Repeats what failed for reasons that pass, with growing random pauses.
///
/// A create whose answer was lost may have had its effect, at once or later. So an object that is found under the key
/// afterwards is compared with what was to be written, and is taken for it if length and checksum are equal. A
/// `CREATED` may then be another writer's object of the same bytes, which is as good: keys carry the identity of their
/// writer.
///
/// ```
///   create --+--> CREATED
///     ^      +--> EXISTS, first attempt -----------------> EXISTS
///     |      +--> EXISTS, after a failed one --+
///     |      +--> THROTTLED --> pause --> create again
///     |      +--> UNAVAILABLE --> pause --+    |
///     |                                   v    v
///     +----------- nothing is there <---- head --+-------> CREATED   the same bytes
///                                                +-------> EXISTS    others
/// ```
public final class RetryingObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Doors doors;
    private final RetryPolicy policy;

    public RetryingObjectStore(ObjectStore store, Doors doors, RetryPolicy policy) {
        this.store = store;
        this.doors = doors;
        this.policy = policy;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        var attempts = new Attempts();
        boolean answerLost = false;
        while (true) {
            try {
                // A server that refuses a large body before it has read it may close the connection under the refusal,
                // and
                // would do so again.
                Optional<ObjectInfo> there = answerLost ? store.head(key) : Optional.empty();
                if (there.isPresent()) {
                    return settle(there.get(), payload);
                }
                CreateOutcome outcome = store.create(key, payload);
                return outcome == CreateOutcome.EXISTS && attempts.failed > 0
                        ? head(key).map(found -> settle(found, payload)).orElse(CreateOutcome.EXISTS)
                        : outcome;
            } catch (StoreException e) {
                answerLost |= e.kind() == Kind.UNAVAILABLE;
                attempts.pauseOrRethrow(e);
            }
        }
    }

    private CreateOutcome settle(ObjectInfo found, Payload payload) {
        boolean same = found.sizeBytes() == payload.length() && crc32c(found, payload) == payload.crc32c();
        return same ? CreateOutcome.CREATED : CreateOutcome.EXISTS;
    }

    /// The checksum that the store kept, or that of the bytes if it kept none.
    private int crc32c(ObjectInfo found, Payload payload) {
        return found.crc32c().orElseGet(() -> Crc32c.of(readAll(found.key(), Math.toIntExact(payload.length()))));
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        return retry(() -> store.read(key, offset, length));
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return retry(() -> store.readAll(key, maxBytes));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return retry(() -> store.head(key));
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        return retry(() -> store.list(prefix, startAfter, limit));
    }

    @Override
    public void delete(Collection<String> keys) {
        retry(() -> {
            store.delete(keys);
            return keys;
        });
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T retry(Supplier<T> request) {
        var attempts = new Attempts();
        while (true) {
            try {
                return request.get();
            } catch (StoreException e) {
                attempts.pauseOrRethrow(e);
            }
        }
    }

    /// The attempts at one request so far.
    private final class Attempts {

        private final long startNanos = doors.clock().nanoTime();
        private int failed;

        /// Returns when the next attempt may begin.
        void pauseOrRethrow(StoreException failure) {
            failed++;
            boolean passes = failure.kind() == Kind.UNAVAILABLE || failure.kind() == Kind.THROTTLED;
            boolean timeIsOver =
                    doors.clock().nanoTime() - startNanos >= policy.maxTotal().toNanos();
            if (!passes
                    || failed >= policy.maxAttempts()
                    || timeIsOver
                    || Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            doors.pause(policy.pauseAfter(failed, failure.kind() == Kind.THROTTLED, doors.entropy()));
        }
    }
}
