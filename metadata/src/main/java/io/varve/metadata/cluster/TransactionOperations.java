package io.varve.metadata.cluster;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of transactions. The home shard of the transactional id decides each in one entry; other data
/// shards that take part hear of the beginning before any batch, and of the end after it. What a crash
/// interrupts any node finishes, for every step can be repeated: see [TransactionSettler].
///
/// Thread-safe. Blocks the calling (virtual) thread. Methods throw what [Shard#proposeAndWait] does.
///
/// ```
///   add     home ADD --> BEGIN in each other data shard
///   end     home END --> MARK in each other data shard, and by their coordinators in group shards --> home MARKED
/// ```
public final class TransactionOperations {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionOperations.class);

    private final Cluster cluster;
    private final ProducerIds producerIds;
    private final TransactionsSettling settling;

    /// @param cluster whose data shards are open
    TransactionOperations(Cluster cluster, ProducerIds producerIds) {
        this.cluster = cluster;
        this.producerIds = producerIds;
        this.settling = new TransactionsSettling(cluster.doors().timers());
        cluster.dataShards().forEach(settling::follow);
    }

    /// The shard that decides about the transactions of an id.
    public Shard<LogState, LogDraft> homeOf(String transactionalId) {
        int shards = cluster.dataShards().size();
        return cluster.dataShard(ShardId.data(Math.floorMod(transactionalId.hashCode(), shards)));
    }

    /// What is known of an id.
    public Optional<TransactionalId> find(String transactionalId) {
        return homeOf(transactionalId).replica().query(state -> state.transactionalId(transactionalId));
    }

    /// A producer begins to use an id.
    ///
    /// @param expected who it takes itself for, if it has been one
    /// @return [Outcome.Producer], [Outcome.AbortBegun] or [Outcome.Refused]
    public Outcome init(String transactionalId, int timeoutMs, Optional<ProducerIdAndEpoch> expected) {
        Outcome outcome = withProducerId(
                transactionalId, fresh -> new TransactionCommand.Init(transactionalId, timeoutMs, expected, fresh));
        if (outcome instanceof Outcome.AbortBegun) {
            tellLater(transactionalId);
        }
        return outcome;
    }

    /// A transaction writes to partitions.
    ///
    /// @param partitions by the topic that they are of
    /// @return [Outcome.InTransaction] once their shards know, or [Outcome.Refused]
    public Outcome add(
            String transactionalId,
            ProducerIdAndEpoch producer,
            boolean epochRises,
            Map<Topic, ? extends Set<Integer>> partitions) {
        return add(transactionalId, producer, epochRises, partitions, TransactionCommand.ANY_NUMBER);
    }

    /// The same, refused if it is about another transaction by then.
    ///
    /// @param number what [TransactionalId#numberOfNextAdd] was when this was asked
    public Outcome add(
            String transactionalId,
            ProducerIdAndEpoch producer,
            boolean epochRises,
            Map<Topic, ? extends Set<Integer>> partitions,
            long number) {
        Shard<LogState, LogDraft> home = homeOf(transactionalId);
        var byShard = new HashMap<ShardId, SortedSet<TopicIdPartition>>();
        partitions.forEach((topic, numbers) ->
                numbers.forEach(partition -> byShard.computeIfAbsent(topic.shard(), absent -> new TreeSet<>())
                        .add(new TopicIdPartition(topic.id(), partition))));
        SortedSet<TopicIdPartition> ofHome = byShard.remove(home.id());
        var ofOthers = new HashMap<Integer, SortedSet<TopicIdPartition>>();
        byShard.forEach((shard, ofShard) -> ofOthers.put(shard.number(), ofShard));
        var added = Participants.of(ofHome == null ? Set.of() : ofHome, ofOthers, Set.of());
        Outcome outcome = add(new TransactionCommand.Add(transactionalId, producer, epochRises, added, number));
        if (outcome instanceof Outcome.InTransaction transaction) {
            for (var ofShard : byShard.entrySet()) {
                var begin = new TransactionCommand.Begin(
                        producer, epochRises, transaction.number(), ofShard.getValue(), transaction.timeMs());
                if (cluster.dataShard(ofShard.getKey()).proposeAndWait(begin) instanceof Outcome.Refused refused) {
                    return refused;
                }
            }
        }
        return outcome;
    }

    /// A transaction commits offsets of groups of a shard.
    ///
    /// @return [Outcome.InTransaction] or [Outcome.Refused]
    public Outcome addGroupShard(
            String transactionalId, ProducerIdAndEpoch producer, boolean epochRises, int groupShard) {
        return addGroupShard(transactionalId, producer, epochRises, groupShard, TransactionCommand.ANY_NUMBER);
    }

    /// The same, refused if it is about another transaction by then.
    ///
    /// @param number what [TransactionalId#numberOfNextAdd] was when this was asked
    public Outcome addGroupShard(
            String transactionalId, ProducerIdAndEpoch producer, boolean epochRises, int groupShard, long number) {
        return add(new TransactionCommand.Add(
                transactionalId, producer, epochRises, Participants.ofGroupShard(groupShard), number));
    }

    /// Clients whose epochs do not rise ask again soon; others are to find the last transaction settled.
    private Outcome add(TransactionCommand.Add command) {
        Shard<LogState, LogDraft> home = homeOf(command.transactionalId());
        Outcome outcome = home.proposeAndWait(command);
        boolean concurrent =
                outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.CONCURRENT_TRANSACTIONS;
        if (!concurrent || !command.epochRises()) {
            return outcome;
        }
        settling.await(home, command.transactionalId());
        return home.proposeAndWait(command);
    }

    /// A producer decides its transaction.
    ///
    /// @return [Outcome.Producer] or [Outcome.Refused]
    public Outcome end(String transactionalId, ProducerIdAndEpoch producer, boolean commit, boolean epochRises) {
        return end(transactionalId, producer, commit, epochRises, TransactionCommand.ANY_NUMBER);
    }

    /// The same, refused if it would decide another transaction by then.
    ///
    /// @param number what [TransactionalId#number] was when this was asked
    public Outcome end(
            String transactionalId, ProducerIdAndEpoch producer, boolean commit, boolean epochRises, long number) {
        Outcome outcome = withProducerId(
                transactionalId,
                fresh -> new TransactionCommand.End(transactionalId, producer, commit, epochRises, fresh, number));
        if (outcome.changes()) {
            tellLater(transactionalId);
        }
        return outcome;
    }

    /// Aborts a transaction that is overdue, by entry time.
    void expire(String transactionalId, long number) {
        Outcome outcome =
                withProducerId(transactionalId, fresh -> new TransactionCommand.Expire(transactionalId, number, fresh));
        if (outcome.changes()) {
            tell(transactionalId);
        }
    }

    /// Tells all data shards how a transaction was decided that do not know. Group shards are told by their
    /// coordinators.
    void tell(String transactionalId) {
        Optional<TransactionalId> known = find(transactionalId);
        if (known.isEmpty() || !known.get().state().prepared()) {
            return;
        }
        TransactionalId decided = known.get();
        boolean commit = decided.state() == TransactionState.PREPARE_COMMIT;
        for (int shard : decided.participants().dataShards().keySet()) {
            cluster.dataShard(ShardId.data(shard))
                    .proposeAndWait(new TransactionCommand.Mark(decided.producer(), decided.number(), commit));
            homeOf(transactionalId)
                    .proposeAndWait(new TransactionCommand.Marked(transactionalId, decided.number(), false, shard));
        }
    }

    private void tellLater(String transactionalId) {
        boolean told = find(transactionalId)
                .filter(known -> !known.participants().dataShards().isEmpty())
                .isEmpty();
        if (!told) {
            cluster.doors().threads().start("transaction-end", () -> tellUnlessPrevented(transactionalId));
        }
    }

    /// The decision stands and is known to whoever wanted it. What this node cannot say now a [TransactionSettler]
    /// will.
    private void tellUnlessPrevented(String transactionalId) {
        try {
            tell(transactionalId);
        } catch (JournalException | ProposalException | ClockSkewException e) {
            LOG.info(
                    "not all participants know the end of a transaction yet transactionalId=\"{}\" reason=\"{}\"",
                    transactionalId,
                    e.getMessage());
        }
    }

    /// Has the command bring a producer id along if the shard says that it needs one.
    private Outcome withProducerId(String transactionalId, LongFunction<TransactionCommand> command) {
        Shard<LogState, LogDraft> home = homeOf(transactionalId);
        Outcome outcome = home.proposeAndWait(command.apply(ProducerIdAndEpoch.NO_PRODUCER_ID));
        return outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.PRODUCER_ID_NEEDED
                ? home.proposeAndWait(command.apply(producerIds.next()))
                : outcome;
    }
}
