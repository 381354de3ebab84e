package io.varve.metadata.journal.object;

import io.varve.core.Threads;
import io.varve.storage.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One object being read by a thread of its own.
final class EntryRead {

    private final CompletableFuture<byte @Nullable []> content = new CompletableFuture<>();

    private EntryRead() {}

    static EntryRead start(Threads threads, ObjectStore store, String key) {
        var read = new EntryRead();
        threads.start("journal-read-" + key, () -> {
            try {
                read.content.complete(SealedBytes.read(store, key));
            } catch (RuntimeException | Error e) {
                read.content.completeExceptionally(e);
            }
        });
        return read;
    }

    /// Waits for the content; null if there is no such object.
    byte @Nullable [] await() {
        try {
            return content.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
