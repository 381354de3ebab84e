package io.varve.groups.coordinator;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.core.Doors;
import io.varve.core.Turns;
import io.varve.groups.GroupSettings;
import io.varve.groups.claim.ClaimListener;
import io.varve.groups.claim.ClaimLostException;
import io.varve.groups.claim.Claims;
import io.varve.groups.claim.HeldClaim;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.catalog.ConfigKind;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.JournalException;
import io.varve.storage.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.coordinator.group.GroupCoordinatorService;
import org.apache.kafka.server.common.TransactionVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Coordinates the groups of the shards that this process has claimed. Groups of others are answered NOT_COORDINATOR.
///
/// A claim fences writes and not reads, so whatever is answered from memory is confirmed first: by a read of the
/// shard's tail that shows the claim, begun after the request had come. What was answered by a write needs no other
/// proof.
///
/// Thread-safe. Answers come on any thread.
public final class Coordination implements AutoCloseable {

    /// How old the proof of a claim may be that a heartbeat rests on. A member that hears from a former coordinator
    /// for so long has lost nothing that it would keep otherwise.
    private static final Duration HEARTBEAT_PROOF = Duration.ofSeconds(2);

    /// Of a coordinator of transactions: there are none to be told apart.
    private static final int COORDINATOR_EPOCH = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Coordination.class);

    private final Cluster cluster;
    private final Doors doors;
    private final ClaimLogs logs;
    private final GroupCoordinatorService service;
    private final TopicImage topics;
    private final GroupConfigs configs;
    private final Claims claims;
    private final DecidedTransactions decided;

    /// Held while the coordinator is told of a claim, or shut down: after that it has given up all shards
    /// by itself, and minds being told anything.
    private final ReentrantLock telling = new ReentrantLock();

    /// Guarded by the lock.
    private boolean closed;

    /// @param meters shows what the coordinator measures
    public Coordination(Cluster cluster, GroupSettings settings, MeterRegistry meters) {
        this.cluster = cluster;
        this.doors = cluster.doors();
        this.logs = new ClaimLogs(
                new RepeatedCommits(settings.offsetsRetention()),
                cluster::catalog,
                new TransactionVerification(cluster),
                doors);
        this.configs = new GroupConfigs(cluster, settings);
        this.service = EmbeddedCoordinator.start(cluster.groupShardCount(), configs, logs, meters, doors);
        this.topics = new TopicImage(service::onMetadataUpdate);
        followCatalog();
        // On a thread of its own: the coordinator waits for its records about topics that are gone to be durable.
        var following = new Turns(doors.threads(), "groups-catalog", this::followCatalog);
        cluster.meta().replica().listen((sequence, entry, draft) -> following.request());
        following.request();
        this.claims = new Claims(cluster, new Election());
        this.decided = new DecidedTransactions(cluster, new Deciding());
    }

    /// What becomes of the offsets of transactions.
    private final class Deciding implements DecidedTransactions.Coordinators {

        @Override
        public boolean coordinates(int groupShard) {
            return logs.claim(groupShard).isPresent() || claims.ask(groupShard);
        }

        @Override
        public boolean haveOngoing() {
            return logs.haveOngoing();
        }

        @Override
        public CompletionStage<Void> complete(
                int groupShard, ProducerIdAndEpoch producer, boolean commit, boolean epochRises) {
            TransactionVersion version = epochRises ? TransactionVersion.TV_2 : TransactionVersion.TV_0;
            return service.completeTransaction(
                    ClaimLogs.partition(groupShard),
                    producer.producerId(),
                    producer.epoch(),
                    COORDINATOR_EPOCH,
                    commit ? TransactionResult.COMMIT : TransactionResult.ABORT,
                    version.featureLevel());
        }
    }

    private void followCatalog() {
        try {
            topics.update(cluster::catalog, doors.clock().wallMs());
            configs.update();
        } catch (ApiException e) {
            LOG.warn("the coordinator was not told of a change of the catalog reason={}", e.toString());
        }
    }

    /// The configs of groups, which the coordinator goes by.
    public ConfigKind configs() {
        return configs;
    }

    /// Kafka's coordinator loads a shard and unloads it; each claim is an election with an epoch of its own.
    private final class Election implements ClaimListener {

        @Override
        public void claimed(HeldClaim claim) {
            if (!knowsAllTopics(claim)) {
                return;
            }
            tell(() -> {
                logs.open(claim);
                service.onElection(claim.number(), Math.toIntExact(claim.epoch()));
            });
        }

        @Override
        public void ended(HeldClaim claim) {
            tell(() -> service.onResignation(claim.number(), OptionalInt.of(Math.toIntExact(claim.epoch() + 1))));
            logs.close(claim);
        }

        /// Whoever committed an offset before the claim knew its topic, so a read that begins now shows it.
        private boolean knowsAllTopics(HeldClaim claim) {
            try {
                cluster.freshCatalog();
                return true;
            } catch (JournalException | StoreException e) {
                claim.lose("the catalog cannot be read: " + e.getMessage());
                return false;
            }
        }

        private void tell(Runnable news) {
            telling.lock();
            try {
                if (!closed) {
                    news.run();
                }
            } finally {
                telling.unlock();
            }
        }
    }

    public CompletionStage<JoinGroupResponseData> join(RequestContext context, JoinGroupRequestData request) {
        return proven(
                request.groupId(),
                () -> service.joinGroup(new Caller(context), request, BufferSupplier.NO_CACHING),
                answer -> Proof.READ);
    }

    public CompletionStage<SyncGroupResponseData> sync(RequestContext context, SyncGroupRequestData request) {
        return proven(
                request.groupId(),
                Errors.NOT_COORDINATOR,
                () -> service.syncGroup(new Caller(context), request, BufferSupplier.NO_CACHING),
                answer -> Proof.READ);
    }

    public CompletionStage<HeartbeatResponseData> heartbeat(RequestContext context, HeartbeatRequestData request) {
        return proven(
                request.groupId(),
                Errors.NOT_COORDINATOR,
                () -> service.heartbeat(new Caller(context), request),
                answer -> isGood(answer.errorCode()) ? Proof.RECENT : Proof.READ);
    }

    public CompletionStage<LeaveGroupResponseData> leave(RequestContext context, LeaveGroupRequestData request) {
        return proven(request.groupId(), () -> service.leaveGroup(new Caller(context), request), answer -> Proof.READ);
    }

    public CompletionStage<ConsumerGroupHeartbeatResponseData> consumerHeartbeat(
            RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        return proven(
                request.groupId(),
                () -> service.consumerGroupHeartbeat(new Caller(context), request),
                answer -> isGood(answer.errorCode()) ? Proof.RECENT : Proof.READ);
    }

    public CompletionStage<StreamsHeartbeat> streamsHeartbeat(
            RequestContext context, StreamsGroupHeartbeatRequestData request) {
        return proven(
                request.groupId(),
                () -> service.streamsGroupHeartbeat(new Caller(context), request)
                        .thenApply(result -> new StreamsHeartbeat(
                                result.data(),
                                result.creatableTopics().values().stream().toList())),
                heartbeat -> isGood(heartbeat.answer().errorCode()) ? Proof.RECENT : Proof.READ);
    }

    public CompletionStage<OffsetCommitResponseData> commit(RequestContext context, OffsetCommitRequestData request) {
        return proven(
                request.groupId(),
                () -> service.commitOffsets(new Caller(context), request, BufferSupplier.NO_CACHING),
                answer -> answer.topics().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .allMatch(partition -> isGood(partition.errorCode()))
                        ? Proof.WRITE
                        : Proof.READ);
    }

    /// Commits offsets once the transaction of a producer is committed.
    public CompletionStage<TxnOffsetCommitResponseData> commitInTransaction(
            RequestContext context, TxnOffsetCommitRequestData request) {
        return proven(
                request.groupId(),
                () -> service.commitTransactionalOffsets(new Caller(context), request, BufferSupplier.NO_CACHING),
                answer -> answer.topics().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .allMatch(partition -> isGood(partition.errorCode()))
                        ? Proof.WRITE
                        : Proof.READ);
    }

    public CompletionStage<OffsetDeleteResponseData> deleteOffsets(
            RequestContext context, OffsetDeleteRequestData request) {
        return proven(
                request.groupId(),
                () -> service.deleteOffsets(new Caller(context), request, BufferSupplier.NO_CACHING),
                answer -> Proof.READ);
    }

    /// The committed offsets of one group.
    public CompletionStage<OffsetFetchResponseGroup> committed(
            RequestContext context, OffsetFetchRequestGroup group, boolean requireStable) {
        return proven(
                group.groupId(),
                () -> service.fetchOffsets(new Caller(context), group, requireStable),
                answer -> Proof.READ);
    }

    public CompletionStage<List<DescribeGroupsResponseData.DescribedGroup>> describe(
            RequestContext context, List<String> groupIds) {
        return proven(groupIds, () -> service.describeGroups(new Caller(context), groupIds), answer -> Proof.READ);
    }

    public CompletionStage<List<ConsumerGroupDescribeResponseData.DescribedGroup>> describeConsumers(
            RequestContext context, List<String> groupIds) {
        return proven(
                groupIds, () -> service.consumerGroupDescribe(new Caller(context), groupIds), answer -> Proof.READ);
    }

    public CompletionStage<List<StreamsGroupDescribeResponseData.DescribedGroup>> describeStreams(
            RequestContext context, List<String> groupIds) {
        return proven(
                groupIds, () -> service.streamsGroupDescribe(new Caller(context), groupIds), answer -> Proof.READ);
    }

    public CompletionStage<DeletableGroupResultCollection> delete(RequestContext context, List<String> groupIds) {
        return proven(
                groupIds,
                () -> service.deleteGroups(new Caller(context), groupIds, BufferSupplier.NO_CACHING),
                answer -> Proof.READ);
    }

    /// The groups of the shards that this process coordinates.
    public CompletionStage<ListGroupsResponseData> list(RequestContext context, ListGroupsRequestData request) {
        boolean loading = false;
        for (int shard = 0; shard < cluster.groupShardCount(); shard++) {
            loading |= isToBeClaimed(shard);
        }
        return loading
                ? CompletableFuture.completedFuture(
                        new ListGroupsResponseData().setErrorCode(Errors.COORDINATOR_LOAD_IN_PROGRESS.code()))
                : provenBy(held(), () -> service.listGroups(new Caller(context), request), answer -> Proof.READ);
    }

    private List<HeldClaim> held() {
        return IntStream.range(0, cluster.groupShardCount())
                .mapToObj(logs::claim)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Whether this process is to coordinate a shard and does not do so yet; it begins to.
    private boolean isToBeClaimed(int shard) {
        return logs.claim(shard).isEmpty() && claims.ask(shard);
    }

    /// What an answer rests on.
    private enum Proof {
        /// A write under the claim that is durable, or what [ClaimLog] takes for one.
        WRITE,
        /// A proof of the claim that is not old.
        RECENT,
        /// A read of the tail that began after the request.
        READ
    }

    private static boolean isGood(short errorCode) {
        return errorCode == Errors.NONE.code();
    }

    private <T> CompletionStage<T> proven(
            String groupId, Supplier<CompletableFuture<T>> call, Function<T, Proof> proofOf) {
        return proven(groupId, Errors.COORDINATOR_LOAD_IN_PROGRESS, call, proofOf);
    }

    /// @param whileClaiming what members are told who may have to wait. In a heartbeat or a sync of the classic
    ///     protocol Kafka's brokers never tell them that groups are being loaded, and some clients end when told
    private <T> CompletionStage<T> proven(
            String groupId, Errors whileClaiming, Supplier<CompletableFuture<T>> call, Function<T, Proof> proofOf) {
        if (isToBeClaimed(shardOf(groupId))) {
            return CompletableFuture.failedFuture(whileClaiming.exception("the group's shard is being claimed"));
        }
        return provenBy(claimOf(groupId).stream().toList(), call, proofOf);
    }

    private <T> CompletionStage<T> proven(
            Collection<String> groupIds, Supplier<CompletableFuture<T>> call, Function<T, Proof> proofOf) {
        // Groups whose shard is only being claimed are answered NOT_COORDINATOR, each by itself, and asked for again.
        groupIds.forEach(groupId -> isToBeClaimed(shardOf(groupId)));
        List<HeldClaim> held = groupIds.stream()
                .map(this::claimOf)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return provenBy(held, call, proofOf);
    }

    private <T> CompletionStage<T> provenBy(
            List<HeldClaim> held, Supplier<CompletableFuture<T>> call, Function<T, Proof> proofOf) {
        return call.get().thenCompose(answer -> switch (proofOf.apply(answer)) {
            case WRITE -> CompletableFuture.completedFuture(answer);
            case RECENT ->
                held.stream().allMatch(claim -> claim.isProvenWithin(HEARTBEAT_PROOF))
                        ? CompletableFuture.completedFuture(answer)
                        : confirmed(held, answer);
            case READ -> confirmed(held, answer);
        });
    }

    private Optional<HeldClaim> claimOf(String groupId) {
        return logs.claim(shardOf(groupId));
    }

    /// The coordinator's own answer, which is that of [io.varve.kafka.route.Coordinators] too.
    int shardOf(String groupId) {
        return service.partitionFor(groupId);
    }

    private <T> CompletionStage<T> confirmed(List<HeldClaim> held, T answer) {
        return CompletableFuture.allOf(held.stream().map(HeldClaim::confirmed).toArray(CompletableFuture[]::new))
                .thenApply(done -> answer)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(toClient(failure)));
    }

    private static ApiException toClient(Throwable failure) {
        Throwable cause = ErrorCodes.cause(failure);
        return cause instanceof ClaimLostException
                ? new NotCoordinatorException(cause.getMessage())
                : new CoordinatorNotAvailableException("the journal cannot be read: " + cause.getMessage(), cause);
    }

    /// Gives the shards up. What is under way is answered NOT_COORDINATOR.
    @Override
    public void close() {
        decided.close();
        claims.close();
        telling.lock();
        try {
            closed = true;
            service.shutdown();
        } finally {
            telling.unlock();
        }
    }
}
