package io.varve.metadata.cluster;

import io.varve.core.Timers;
import io.varve.core.Timers.Timer;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Lets those wait for a moment who begin a transaction while participants have yet to hear how the last one of the id
/// ended. Told to come again, a client of KIP-890 would not do so before its whole back-off for a produce request is
/// over, which is why Kafka's brokers wait as well (`add.partitions.to.txn.retry.backoff.max.ms`).
///
/// Thread-safe.
final class TransactionsSettling {

    private static final Duration AT_MOST = Duration.ofMillis(100);

    private final Timers timers;

    /// By transactional id. Completes when its last transaction is settled, or the time of somebody who waits is
    /// up.
    private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

    TransactionsSettling(Timers timers) {
        this.timers = timers;
    }

    /// Hears of what comes to pass in a shard.
    void follow(Shard<LogState, LogDraft> home) {
        home.replica().listen((sequence, entry, draft) -> {
            for (Command command : entry.commands()) {
                if (command instanceof TransactionCommand.Marked(String transactionalId, long _, boolean _, int _)
                        && waiting.containsKey(transactionalId)
                        && !isPrepared(home, transactionalId)) {
                    wake(transactionalId);
                }
            }
        });
    }

    /// Blocks until another transaction of the id may begin, or the time is up.
    void await(Shard<LogState, LogDraft> home, String transactionalId) {
        CompletableFuture<Void> settled = waiting.computeIfAbsent(transactionalId, absent -> new CompletableFuture<>());
        Timer timer = timers.after(AT_MOST, () -> wake(transactionalId));
        try {
            if (isPrepared(home, transactionalId)) {
                home.tailer().demand();
                settled.join();
            }
        } finally {
            timer.cancel();
            wake(transactionalId);
        }
    }

    private void wake(String transactionalId) {
        CompletableFuture<Void> waited = waiting.remove(transactionalId);
        if (waited != null) {
            waited.complete(null);
        }
    }

    private static boolean isPrepared(Shard<LogState, LogDraft> home, String transactionalId) {
        return home.replica()
                .query(state -> state.transactionalId(transactionalId))
                .filter(known -> known.state().prepared())
                .isPresent();
    }
}
