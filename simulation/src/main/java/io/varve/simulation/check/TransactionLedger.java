package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.check.Ledger.Place;
import io.varve.simulation.world.Violation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the journal says of transactions, by rules of its own. Only what takes effect is in an entry, so whatever
/// may not take effect is a violation: a beginning after the end, a second decision, an end that nobody has
/// decided, a next transaction before all that take part know the end of the last.
public final class TransactionLedger {

    private static final long LATE_MS = 2_000;

    private final Function<TopicIdPartition, @Nullable PartitionLedger> partitions;
    private final Map<String, Id> ids = new TreeMap<>();
    private final Map<Long, Id> byProducer = new HashMap<>();
    private final Map<Numbered, Transaction> transactions = new HashMap<>();
    private final Map<Transacting, Integer> happened = new EnumMap<>(Transacting.class);

    /// @param partitions null of those that were never opened
    TransactionLedger(Function<TopicIdPartition, @Nullable PartitionLedger> partitions) {
        this.partitions = partitions;
    }

    private record Numbered(long producerId, long number) {}

    /// A transactional id.
    private static final class Id {

        private final String name;
        private final ShardId home;
        private ProducerIdAndEpoch producer;
        private int timeoutMs;
        private long startedMs;
        private long number;

        /// The last one, null before the first.
        private @Nullable Transaction last;

        private Id(String name, ShardId home, ProducerIdAndEpoch producer) {
            this.name = name;
            this.home = home;
            this.producer = producer;
        }

        private boolean isOpen() {
            return last != null && !last.decided();
        }

        private void requireSettled(Object command) {
            if (last != null && !last.settled()) {
                throw new Violation(command + " takes effect, and not all that take part know the end of " + last);
            }
        }

        private void requireProducer(ProducerIdAndEpoch sender, Object command) {
            if (!sender.equals(producer)) {
                throw new Violation(command + " takes effect, and " + name + " is " + producer + "'s");
            }
        }

        private void raise() {
            producer = new ProducerIdAndEpoch(producer.producerId(), (short) (producer.epoch() + 1));
        }
    }

    /// A command is durable now.
    void follow(Place place, TransactionCommand command) {
        switch (command) {
            case TransactionCommand.Init init -> init(place, init);
            case TransactionCommand.Add add -> add(place, add);
            case TransactionCommand.End end -> end(place, end);
            case TransactionCommand.Expire expire -> expire(place, expire);
            case TransactionCommand.Marked marked -> marked(marked);
            case TransactionCommand.Begin begin -> begin(place.shard(), begin);
            case TransactionCommand.Mark mark -> mark(place, mark);
        }
    }

    private void init(Place place, TransactionCommand.Init init) {
        Id id = ids.get(init.transactionalId());
        if (id == null) {
            id = new Id(
                    init.transactionalId(), place.shard(), new ProducerIdAndEpoch(init.freshProducerId(), (short) 0));
            ids.put(init.transactionalId(), id);
            if (byProducer.put(init.freshProducerId(), id) != null) {
                throw new Violation("producer id " + init.freshProducerId() + " is given a second time: " + init);
            }
        } else if (id.isOpen()) {
            // Whoever asks: as with Kafka, it is found out later who goes on.
            id.raise();
            decide(id, false, place);
            count(Transacting.TAKEN_OVER);
            return;
        } else {
            id.requireSettled(init);
            if (!isRepeated(id, init)) {
                id.raise();
            }
        }
        id.timeoutMs = init.timeoutMs();
    }

    /// Whether a producer asks for an epoch again that it has been given.
    private static boolean isRepeated(Id id, TransactionCommand.Init init) {
        if (init.expected().isEmpty()) {
            return false;
        }
        ProducerIdAndEpoch expected = init.expected().get();
        int behind = id.producer.epoch() - expected.epoch();
        if (expected.producerId() != id.producer.producerId() || behind < 0 || behind > 1) {
            throw new Violation(init + " takes effect, and " + id.name + " is " + id.producer + "'s");
        }
        return behind == 1;
    }

    private Id id(String transactionalId, Object command) {
        Id id = ids.get(transactionalId);
        if (id == null) {
            throw new Violation(command + " takes effect, and nobody has begun to use the transactional id");
        }
        return id;
    }

    private void add(Place place, TransactionCommand.Add add) {
        Id id = id(add.transactionalId(), add);
        id.requireProducer(add.producer(), add);
        Transaction transaction = id.last;
        if (transaction == null || transaction.decided()) {
            id.requireSettled(add);
            id.number++;
            id.startedMs = place.entry().timeMs();
            transaction = new Transaction(id.name, add.producer(), id.number);
            id.last = transaction;
            transactions.put(new Numbered(add.producer().producerId(), id.number), transaction);
        }
        transaction.takesPartAtHome(add.participants().home());
        for (var ofShard : add.participants().dataShards().entrySet()) {
            transaction.takesPart(ShardId.data(ofShard.getKey()), ofShard.getValue());
        }
        for (int group : add.participants().groupShards()) {
            transaction.takesPart(ShardId.group(group), Set.of());
        }
        if (!place.shard().equals(id.home)) {
            throw new Violation(add + " is in " + place.shard() + ", and the home of the id is " + id.home);
        }
        open(id.home, transaction, add.participants().home(), add);
    }

    private void open(ShardId shard, Transaction transaction, Set<TopicIdPartition> added, Object command) {
        for (TopicIdPartition partition : added) {
            PartitionLedger ledger = partitions.apply(partition);
            if (ledger == null) {
                throw new Violation(command + " takes effect, and there was never a partition " + partition);
            }
            ledger.begin(transaction);
            transaction.beginsIn(shard, partition);
        }
    }

    private void end(Place place, TransactionCommand.End end) {
        Id id = id(end.transactionalId(), end);
        id.requireProducer(end.producer(), end);
        if (end.epochRises()) {
            id.raise();
        }
        if (id.isOpen()) {
            decide(id, end.commit(), place);
            count(end.commit() ? Transacting.COMMITTED : Transacting.ABORTED);
            return;
        }
        // A producer of KIP-890 that knows of no transaction may have none aborted.
        id.requireSettled(end);
        if (end.commit() || !end.epochRises()) {
            throw new Violation(end + " takes effect, and no transaction is open: " + id.last);
        }
    }

    private void expire(Place place, TransactionCommand.Expire expire) {
        long timeMs = place.entry().timeMs();
        Id id = id(expire.transactionalId(), expire);
        if (!id.isOpen() || id.number != expire.number()) {
            throw new Violation(expire + " takes effect after " + id.last);
        }
        if (id.startedMs + id.timeoutMs > timeMs) {
            throw new Violation(expire + " takes effect " + (timeMs - id.startedMs) + " ms after the beginning of "
                    + id.last + ", which may be open for " + id.timeoutMs);
        }
        id.raise();
        decide(id, false, place);
        count(Transacting.TIMED_OUT);
    }

    /// The partitions of the home shard have their markers at once.
    private void decide(Id id, boolean commit, Place place) {
        Transaction transaction = id.last;
        if (transaction == null || transaction.decided()) {
            throw new Violation("nothing is open that could be decided: " + transaction);
        }
        transaction.decide(commit, place.entry().timeMs());
        endIn(place, transaction, new EndMarker(id.producer, commit));
    }

    private void endIn(Place place, Transaction transaction, EndMarker marker) {
        transaction.endsIn(place.shard());
        for (TopicIdPartition partition : transaction.begunIn(place.shard())) {
            Objects.requireNonNull(partitions.apply(partition)).mark(transaction, marker, place.sequence());
        }
    }

    private void marked(TransactionCommand.Marked marked) {
        Id id = id(marked.transactionalId(), marked);
        ShardId shard = marked.group() ? ShardId.group(marked.shard()) : ShardId.data(marked.shard());
        Transaction transaction = id.last;
        if (transaction == null || !transaction.decided() || transaction.number() != marked.number()) {
            throw new Violation(marked + " takes effect after " + transaction);
        }
        if (!transaction.hasEndedIn(shard)) {
            throw new Violation(
                    shard + " is said to know the end of " + transaction + ", and has no entry that says so");
        }
        transaction.told(shard);
    }

    private void begin(ShardId shard, TransactionCommand.Begin begin) {
        Transaction transaction = transactions.get(new Numbered(begin.producer().producerId(), begin.number()));
        if (transaction == null
                || !transaction.producer().equals(begin.producer())
                || !transaction.writesTo(begin.partitions())) {
            throw new Violation(begin + " takes effect in " + shard + ", and no home shard has it so: " + transaction);
        }
        if (transaction.hasEndedIn(shard)) {
            throw new Violation(begin + " takes effect in " + shard + " after the end of " + transaction);
        }
        open(shard, transaction, begin.partitions(), begin);
    }

    private void mark(Place place, TransactionCommand.Mark mark) {
        Transaction transaction = transactions.get(new Numbered(mark.producer().producerId(), mark.number()));
        if (transaction == null || !transaction.decided() || transaction.committed() != mark.commit()) {
            throw new Violation(
                    mark + " takes effect in " + place.shard() + ", and was not decided so: " + transaction);
        }
        if (!transaction.hasEndedIn(place.shard())) {
            boolean late = place.entry().timeMs() > transaction.decidedMs() + LATE_MS;
            count(late ? Transacting.LATE_MARK : Transacting.MARK);
            endIn(place, transaction, new EndMarker(mark.producer(), mark.commit()));
        }
    }

    /// Offsets are pending in a group shard.
    ///
    /// @return the transaction that they are of
    Transaction offsetsPending(ShardId shard, ProducerIdAndEpoch producer) {
        Id id = byProducer.get(producer.producerId());
        Transaction transaction = id == null ? null : id.last;
        if (transaction == null || !transaction.producer().equals(producer) || !transaction.hasPart(shard)) {
            throw new Violation(
                    "offsets of " + producer + " are pending in " + shard + ", which has no part in " + transaction);
        }
        if (transaction.hasEndedIn(shard)) {
            throw new Violation("offsets come to " + shard + " after the end of " + transaction);
        }
        return transaction;
    }

    /// A group shard hears that the transaction of a producer is decided.
    void offsetsEnded(ShardId shard, ProducerIdAndEpoch producer, boolean commit) {
        Id id = byProducer.get(producer.producerId());
        Transaction transaction = id == null ? null : id.last;
        if (transaction != null && transaction.decided() && transaction.committed() == commit) {
            if (!transaction.hasEndedIn(shard) && transaction.hasPart(shard)) {
                count(Transacting.OFFSETS_ENDED);
            }
            transaction.endsIn(shard);
        }
    }

    /// Whether whoever takes itself for this producer of the id is so.
    public boolean isProducer(String transactionalId, ProducerIdAndEpoch producer) {
        Id id = ids.get(transactionalId);
        return id != null && id.producer.equals(producer);
    }

    /// How many transactions of the id there have been.
    long lastNumber(String transactionalId) {
        Id id = ids.get(transactionalId);
        return id == null ? 0 : id.number;
    }

    /// Whether a transaction of the id may begin or is open.
    public boolean isSettled(String transactionalId) {
        Id id = ids.get(transactionalId);
        return id == null || id.last == null || !id.last.decided() || id.last.settled();
    }

    /// Whether nothing is open, and all that take part know of all ends.
    public boolean isSettled() {
        return ids.values().stream().allMatch(id -> id.last == null || id.last.settled());
    }

    public void count(Transacting what) {
        happened.merge(what, 1, Integer::sum);
    }

    /// How often each thing has happened.
    public Map<Transacting, Integer> happened() {
        return happened;
    }
}
