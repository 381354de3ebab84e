package io.varve.metadata.log;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a shard knows of transactions: of the transactional ids whose home it is, and of all that write to it.
final class Transactions {

    /// As Kafka's `transactional.id.expiration.ms`.
    static final long IDLE_ID_KEPT_MS = 7 * 24 * 3_600_000L;

    private static final int MIN_ID_BYTES = 20;

    private final Map<String, TransactionalId> ids = new HashMap<>();

    /// Those of [#ids] that have a transaction which is open or not known to all participants.
    private final Map<String, TransactionalId> unsettled = new HashMap<>();

    /// By producer id.
    private final Map<Long, ShardTransaction> inShard = new HashMap<>();

    @Nullable
    TransactionalId id(String transactionalId) {
        return ids.get(transactionalId);
    }

    Map<String, TransactionalId> ids() {
        return Collections.unmodifiableMap(ids);
    }

    Map<String, TransactionalId> unsettled() {
        return Collections.unmodifiableMap(unsettled);
    }

    @Nullable
    ShardTransaction inShard(long producerId) {
        return inShard.get(producerId);
    }

    void install(TransactionsDraft draft) {
        draft.ids().forEach(this::put);
        inShard.putAll(draft.inShard());
    }

    private void put(String name, TransactionalId id) {
        ids.put(name, id);
        if (id.state().settled()) {
            unsettled.remove(name);
        } else {
            unsettled.put(name, id);
        }
    }

    /// Whether there is anything to [#forget].
    boolean remembersBefore(long nowMs, long endedKeptMs) {
        return ids.values().stream().anyMatch(id -> isIdle(id, nowMs))
                || inShard.values().stream().anyMatch(transaction -> isOver(transaction, nowMs, endedKeptMs));
    }

    /// @param endedKeptMs how long a transaction is remembered that has ended in the shard
    void forget(long nowMs, long endedKeptMs) {
        ids.values().removeIf(id -> isIdle(id, nowMs));
        inShard.values().removeIf(transaction -> isOver(transaction, nowMs, endedKeptMs));
    }

    private static boolean isIdle(TransactionalId id, long nowMs) {
        return id.state().settled() && id.changedMs() + IDLE_ID_KEPT_MS < nowMs;
    }

    private static boolean isOver(ShardTransaction transaction, long nowMs, long endedKeptMs) {
        return !transaction.open() && transaction.changedMs() + endedKeptMs < nowMs;
    }

    void write(ByteWriter out) {
        out.varint(ids.size());
        new TreeMap<>(ids).forEach((name, id) -> id.write(out.string(name)));
        out.varint(inShard.size());
        new TreeMap<>(inShard).forEach((producerId, transaction) -> transaction.write(out.varint(producerId)));
    }

    void read(ByteReader in) {
        for (int left = in.count(MIN_ID_BYTES); left > 0; left--) {
            put(in.string(), TransactionalId.read(in));
        }
        for (int left = in.count(1 + ShardTransaction.MIN_BYTES); left > 0; left--) {
            inShard.put(in.varint(), ShardTransaction.read(in));
        }
    }
}
