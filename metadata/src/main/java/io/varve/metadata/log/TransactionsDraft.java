package io.varve.metadata.log;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.state.VerdictHash;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionVerdict;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an entry changes in the transactions of a shard.
final class TransactionsDraft {

    /// A BEGIN that comes later than this after its ADD, by entry time, is refused. Ended transactions are
    /// remembered longer, so that a slow node cannot begin one that has ended.
    static final long BEGIN_WITHIN_MS = LogState.OPEN_WITHIN_MS;

    private final Transactions known;
    private final Partitions partitions;
    private final long timeMs;
    private final VerdictHash hash;
    private final Map<String, TransactionalId> ids = new HashMap<>();
    private final Map<Long, ShardTransaction> inShard = new HashMap<>();

    /// The drafts of the shard's partitions.
    interface Partitions extends Function<TopicIdPartition, @Nullable PartitionDraft> {}

    TransactionsDraft(Transactions known, Partitions partitions, long timeMs, VerdictHash hash) {
        this.known = known;
        this.partitions = partitions;
        this.timeMs = timeMs;
        this.hash = hash;
    }

    Map<String, TransactionalId> ids() {
        return ids;
    }

    Map<Long, ShardTransaction> inShard() {
        return inShard;
    }

    Outcome apply(TransactionCommand command) {
        return switch (command) {
            case TransactionCommand.Init init -> init(init);
            case TransactionCommand.Add add -> add(add);
            case TransactionCommand.End end -> end(end);
            case TransactionCommand.Expire expire -> expire(expire);
            case TransactionCommand.Marked marked -> marked(marked);
            case TransactionCommand.Begin begin -> begin(begin);
            case TransactionCommand.Mark mark -> mark(mark);
        };
    }

    private Outcome init(TransactionCommand.Init init) {
        TransactionalId before = id(init.transactionalId());
        return switch (TransactionalId.init(before, init, timeMs)) {
            case TransactionVerdict.Changed(TransactionalId after) -> {
                if (after.state().prepared()) {
                    decide(init.transactionalId(), after);
                    yield new Outcome.AbortBegun();
                }
                put(init.transactionalId(), after);
                yield new Outcome.Producer(after.producer(), true);
            }
            case TransactionVerdict.Known(ProducerIdAndEpoch producer) -> new Outcome.Producer(producer, false);
            case TransactionVerdict.Refused refused -> refused(refused);
        };
    }

    private Outcome add(TransactionCommand.Add add) {
        TransactionalId before = id(add.transactionalId());
        return switch (TransactionalId.add(before, add, timeMs)) {
            case TransactionVerdict.Changed(TransactionalId after) -> {
                for (TopicIdPartition partition : add.participants().home()) {
                    if (partitions.apply(partition) == null) {
                        yield unknownPartition(partition);
                    }
                }
                open(
                        after.producer(),
                        add.epochRises(),
                        after.number(),
                        add.participants().home());
                put(add.transactionalId(), after);
                yield new Outcome.InTransaction(after.number(), timeMs, true);
            }
            case TransactionVerdict.Known _ ->
                new Outcome.InTransaction(Objects.requireNonNull(before).number(), timeMs, false);
            case TransactionVerdict.Refused refused -> refused(refused);
        };
    }

    private Outcome end(TransactionCommand.End end) {
        return switch (TransactionalId.end(id(end.transactionalId()), end, timeMs)) {
            case TransactionVerdict.Changed(TransactionalId after) -> {
                decide(end.transactionalId(), after);
                yield new Outcome.Producer(after.afterwards(), true);
            }
            case TransactionVerdict.Known(ProducerIdAndEpoch producer) -> new Outcome.Producer(producer, false);
            case TransactionVerdict.Refused refused -> refused(refused);
        };
    }

    private Outcome expire(TransactionCommand.Expire expire) {
        TransactionalId before = id(expire.transactionalId());
        if (before == null) {
            return new Outcome.Unchanged();
        }
        return switch (before.expire(expire, timeMs)) {
            case TransactionVerdict.Changed(TransactionalId after) -> {
                decide(expire.transactionalId(), after);
                yield new Outcome.AbortBegun();
            }
            case TransactionVerdict.Known _ -> new Outcome.Unchanged();
            case TransactionVerdict.Refused refused -> refused(refused);
        };
    }

    /// The home shard's own partitions hear of the decision at once.
    private void decide(String transactionalId, TransactionalId decided) {
        var marker = new EndMarker(decided.producer(), isCommit(decided));
        close(marker, decided.number());
        put(transactionalId, decided.heard(decided.participants().withoutHome(), timeMs));
    }

    private static boolean isCommit(TransactionalId decided) {
        return decided.state() == TransactionState.PREPARE_COMMIT;
    }

    private Outcome marked(TransactionCommand.Marked marked) {
        TransactionalId before = id(marked.transactionalId());
        if (before == null || !before.state().prepared() || before.number() != marked.number()) {
            return new Outcome.Unchanged();
        }
        Participants left = marked.group()
                ? before.participants().withoutGroupShard(marked.shard())
                : before.participants().withoutDataShard(marked.shard());
        if (left.equals(before.participants())) {
            return new Outcome.Unchanged();
        }
        put(marked.transactionalId(), before.heard(left, timeMs));
        return new Outcome.Applied();
    }

    private Outcome begin(TransactionCommand.Begin begin) {
        ShardTransaction last = inShard(begin.producer().producerId());
        boolean over =
                last != null && (last.number() > begin.number() || (last.number() == begin.number() && !last.open()));
        if (over || begin.addedMs() + BEGIN_WITHIN_MS < timeMs) {
            return new Outcome.Refused(
                    Refusal.TRANSACTION_OVER, "transaction " + begin.number() + " has ended, or may have");
        }
        if (last != null && last.open() && last.number() < begin.number()) {
            // Only who has not seen the end yet thinks so: no transaction begins before all shards know it.
            return new Outcome.Refused(
                    Refusal.CONCURRENT_TRANSACTIONS,
                    "transaction " + begin.number() + " begins before the end of " + last.number());
        }
        if (last != null && last.partitions().containsAll(begin.partitions())) {
            return new Outcome.Unchanged();
        }
        for (TopicIdPartition partition : begin.partitions()) {
            if (partitions.apply(partition) == null) {
                return unknownPartition(partition);
            }
        }
        open(begin.producer(), begin.epochRises(), begin.number(), begin.partitions());
        return new Outcome.Applied();
    }

    private Outcome mark(TransactionCommand.Mark mark) {
        ShardTransaction last = inShard(mark.producer().producerId());
        if (last != null && (last.number() > mark.number() || (last.number() == mark.number() && !last.open()))) {
            return new Outcome.Unchanged();
        }
        close(new EndMarker(mark.producer(), mark.commit()), mark.number());
        return new Outcome.Applied();
    }

    private void open(ProducerIdAndEpoch producer, boolean epochRises, long number, Set<TopicIdPartition> added) {
        if (added.isEmpty()) {
            return;
        }
        ShardTransaction last = inShard(producer.producerId());
        ShardTransaction open = last != null && last.number() == number
                ? last
                : new ShardTransaction(number, true, Collections.emptySortedSet(), timeMs);
        for (TopicIdPartition partition : added) {
            Objects.requireNonNull(partitions.apply(partition)).begin(producer, epochRises);
            open = open.with(partition, timeMs);
        }
        inShard.put(producer.producerId(), open);
        hash.mix(producer.producerId()).mix(number);
    }

    /// A partition that is not there any more has nothing to be decided.
    private void close(EndMarker marker, long number) {
        long producerId = marker.producer().producerId();
        ShardTransaction last = inShard(producerId);
        if (last != null && last.open() && last.number() == number) {
            for (TopicIdPartition partition : last.partitions()) {
                PartitionDraft draft = partitions.apply(partition);
                if (draft != null) {
                    hash.mix(draft.mark(marker));
                }
            }
        }
        inShard.put(producerId, ShardTransaction.ended(number, timeMs));
    }

    private void put(String transactionalId, TransactionalId after) {
        ids.put(transactionalId, after);
        hash.mix(after.producer().producerId())
                .mix(after.producer().epoch())
                .mix(after.state().number())
                .mix(after.number());
    }

    private @Nullable TransactionalId id(String transactionalId) {
        TransactionalId changed = ids.get(transactionalId);
        return changed != null ? changed : known.id(transactionalId);
    }

    private @Nullable ShardTransaction inShard(long producerId) {
        ShardTransaction changed = inShard.get(producerId);
        return changed != null ? changed : known.inShard(producerId);
    }

    private static Outcome refused(TransactionVerdict.Refused refused) {
        return new Outcome.Refused(refused.refusal(), refused.message());
    }

    private static Outcome unknownPartition(TopicIdPartition partition) {
        return new Outcome.Refused(Refusal.UNKNOWN_PARTITION, "no partition " + partition);
    }
}
