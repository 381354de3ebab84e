package io.varve.groups.coordinator;

import io.varve.core.Turns;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells group shards how transactions were decided, those that this process coordinates, and then the
/// transactions' home shards that they know. Until they do, no other transaction of the same transactional
/// id begins, so it does not matter how often they are told until then. Afterwards it would: the end of one
/// transaction would be taken for that of the next.
final class DecidedTransactions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecidedTransactions.class);

    /// How often to look for what could not be told when it was decided.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Coordinators coordinators;
    private final Turns turns;
    private final Job job;

    /// What is being told.
    private final Set<Decided> told = ConcurrentHashMap.newKeySet();

    /// The coordinators of this process.
    interface Coordinators {

        /// Whether this process coordinates a shard, or is to; then it begins to.
        boolean coordinates(int groupShard);

        /// Whether transactions are open that commit offsets in any shard of this process.
        boolean haveOngoing();

        /// Completes once the shard knows.
        CompletionStage<Void> complete(int groupShard, ProducerIdAndEpoch producer, boolean commit, boolean epochRises);
    }

    /// What one shard has to be told.
    private record Decided(
            String transactionalId,
            long number,
            ProducerIdAndEpoch producer,
            boolean commit,
            boolean epochRises,
            int groupShard) {}

    DecidedTransactions(Cluster cluster, Coordinators coordinators) {
        this.cluster = cluster;
        this.coordinators = coordinators;
        this.turns = new Turns(cluster.doors().threads(), "groups-transactions", this::turn);
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            shard.replica().listen((sequence, entry, draft) -> applied(entry));
        }
        this.job = Job.start("groups-transactions", LOOK_EVERY, this::look, cluster.doors());
    }

    private void applied(Entry entry) {
        if (entry.commands().stream().anyMatch(TransactionCommand.class::isInstance)) {
            turns.request();
        }
    }

    private void look() {
        if (coordinators.haveOngoing()) {
            // Their ends are written by other nodes.
            cluster.dataShards().forEach(shard -> shard.tailer().demand());
        }
        turns.request();
    }

    private void turn() {
        for (Shard<LogState, LogDraft> home : cluster.dataShards()) {
            for (Decided decided : home.replica().query(DecidedTransactions::untold)) {
                if (coordinators.coordinates(decided.groupShard()) && told.add(decided)) {
                    tellIfUntold(home, decided);
                }
            }
        }
    }

    /// Since it was looked up, it may have been told by an earlier turn.
    private void tellIfUntold(Shard<LogState, LogDraft> home, Decided decided) {
        if (home.replica().query(state -> isUntold(state, decided))) {
            tell(home, decided);
        } else {
            told.remove(decided);
        }
    }

    private static boolean isUntold(LogState state, Decided decided) {
        return state.transactionalId(decided.transactionalId())
                .filter(id -> id.number() == decided.number()
                        && id.state().prepared()
                        && id.participants().groupShards().contains(decided.groupShard()))
                .isPresent();
    }

    private static List<Decided> untold(LogState state) {
        var untold = new ArrayList<Decided>();
        state.unsettledTransactionalIds().forEach((transactionalId, id) -> {
            if (id.state().prepared()) {
                id.participants()
                        .groupShards()
                        .forEach(groupShard -> untold.add(decided(transactionalId, id, groupShard)));
            }
        });
        return untold;
    }

    private static Decided decided(String transactionalId, TransactionalId id, int groupShard) {
        boolean commit = id.state() == TransactionState.PREPARE_COMMIT;
        return new Decided(transactionalId, id.number(), id.producer(), commit, id.epochRises(), groupShard);
    }

    private void tell(Shard<LogState, LogDraft> home, Decided decided) {
        coordinators
                .complete(decided.groupShard(), decided.producer(), decided.commit(), decided.epochRises())
                .thenCompose(done -> home.propose(new TransactionCommand.Marked(
                        decided.transactionalId(), decided.number(), true, decided.groupShard())))
                .whenComplete((outcome, failure) -> {
                    told.remove(decided);
                    if (failure != null) {
                        LOG.info(
                                "a group shard does not know yet how a transaction was decided shard=group-{}"
                                        + " transactionalId=\"{}\" reason=\"{}\"",
                                decided.groupShard(),
                                decided.transactionalId(),
                                failure.toString());
                    }
                });
    }

    @Override
    public void close() {
        job.close();
    }
}
