package io.varve.metadata.cluster;

import io.varve.core.Doors;
import io.varve.metadata.entry.Command;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.Appender;
import io.varve.metadata.replica.Replica;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.ShardState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// All that a process does with one shard: it keeps a replica, follows the tail, and appends.
public record Shard<S extends ShardState<D>, D extends Draft>(
        Replica<S, D> replica, Appender<S, D> appender, Tailer tailer) implements AutoCloseable {

    /// Begins to append. Whether the shard is followed as well is the caller's choice.
    static <S extends ShardState<D>, D extends Draft> Shard<S, D> start(
            Replica<S, D> replica, Stores stores, Tailer.Pace pace, Doors doors) {
        var appender = new Appender<>(replica, stores.journal(), stores.clockGuard(), doors);
        var tailer = new Tailer(replica, pace, doors);
        appender.start();
        return new Shard<>(replica, appender, tailer);
    }

    public ShardId id() {
        return replica.shard();
    }

    /// Proposes a command, and keeps the tail awake for what follows.
    public CompletableFuture<Outcome> propose(Command command) {
        tailer.demand();
        return appender.propose(command);
    }

    /// Proposes a command and waits for what comes of it.
    public Outcome proposeAndWait(Command command) {
        try {
            return propose(command).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        appender.close();
        tailer.close();
    }
}
