package io.varve.groups.coordinator;

import io.varve.core.Doors;
import io.varve.groups.claim.HeldClaim;
import io.varve.kafka.api.ErrorCodes;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.group.PendingTransaction;
import io.varve.metadata.group.StoredRecord;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.coordinator.common.runtime.CoordinatorPlayback;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.Deserializer;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.server.common.TransactionVersion;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The group shards that this process has claimed, in the place of the partitions of `__consumer_offsets`.
///
/// Thread-safe.
final class ClaimLogs implements PartitionWriter, CoordinatorLoader<CoordinatorRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimLogs.class);

    /// What the coordinator gathers of several groups: it fits into an entry even if it does not deflate,
    /// so that no group's records are refused on account of another's. What one group writes at once may be
    /// more.
    private static final int MAX_BATCH_BYTES = ClaimLog.MAX_PACKED_BYTES - 1024;

    private static final LogConfig CONFIG =
            new LogConfig(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_BATCH_BYTES)));

    /// Whose groups the coordinator has in memory, or is about to have.
    private final Map<Integer, ClaimLog> byShard = new ConcurrentHashMap<>();

    /// Claimed, while the coordinator may still be busy with what it had in memory under an earlier claim:
    /// none of that may be written under this one.
    private final Map<Integer, ClaimLog> next = new ConcurrentHashMap<>();

    private final GroupCoordinatorRecordSerde serde = new GroupCoordinatorRecordSerde();
    private final RepeatedCommits repeated;
    private final Supplier<Catalog> catalog;
    private final TransactionVerification verification;
    private final Doors doors;

    /// @param catalog that has all topics of which there was an offset when a shard was claimed
    ClaimLogs(RepeatedCommits repeated, Supplier<Catalog> catalog, TransactionVerification verification, Doors doors) {
        this.repeated = repeated;
        this.catalog = catalog;
        this.verification = verification;
        this.doors = doors;
    }

    static TopicPartition partition(int shard) {
        return new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, shard);
    }

    void open(HeldClaim claim) {
        next.put(
                claim.number(), new ClaimLog(claim, partition(claim.number()), repeated, verification, doors.timers()));
    }

    void close(HeldClaim claim) {
        close(claim, next);
        close(claim, byShard);
    }

    private static void close(HeldClaim claim, Map<Integer, ClaimLog> logs) {
        logs.computeIfPresent(claim.number(), (number, log) -> {
            if (log.claim() != claim) {
                return log;
            }
            log.close();
            return null;
        });
    }

    /// The claim under which a shard's groups are coordinated here, if they are.
    Optional<HeldClaim> claim(int shard) {
        return Optional.ofNullable(next.get(shard))
                .or(() -> Optional.ofNullable(byShard.get(shard)))
                .map(ClaimLog::claim);
    }

    @Override
    public void registerListener(TopicPartition shard, Listener listener) {
        log(shard).listeners().add(listener);
    }

    @Override
    public void deregisterListener(TopicPartition shard, Listener listener) {
        byShard.values().forEach(log -> log.listeners().remove(listener));
    }

    @Override
    public LogConfig config(TopicPartition shard) {
        return CONFIG;
    }

    @Override
    public long append(TopicPartition shard, VerificationGuard guard, MemoryRecords batch, short transactionVersion) {
        boolean epochRises = transactionVersion >= TransactionVersion.TV_2.featureLevel();
        return log(shard).append(batch, guard, epochRises);
    }

    @Override
    public CompletableFuture<VerificationGuard> maybeStartTransactionVerification(
            TopicPartition shard, String transactionalId, long producerId, short producerEpoch, int apiVersion) {
        var producer = new ProducerIdAndEpoch(producerId, producerEpoch);
        OngoingTransactions transactions = log(shard).transactions();
        if (transactions.contains(producer)) {
            return CompletableFuture.completedFuture(VerificationGuard.SENTINEL);
        }
        VerificationGuard guard = transactions.ask(producer);
        var verified = new CompletableFuture<VerificationGuard>();
        doors.threads().start("verify-transaction", () -> {
            try {
                verification.verify(transactionalId, producer, shard.partition(), apiVersion);
                verified.complete(guard);
            } catch (RuntimeException e) {
                transactions.refused(producer, guard);
                verified.completeExceptionally(ErrorCodes.of(e).exception(e.getMessage()));
            }
        });
        return verified;
    }

    /// Whether transactions are open, or may be, that commit offsets in any of the shards.
    boolean haveOngoing() {
        return byShard.values().stream().anyMatch(log -> !log.transactions().isEmpty());
    }

    /// Old records go with snapshots.
    @Override
    public CompletableFuture<Void> deleteRecords(TopicPartition shard, long beforeOffset) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<LoadSummary> load(
            TopicPartition shard, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        long beganMs = doors.clock().wallMs();
        begin(shard.partition());
        ClaimLog log = log(shard);
        try {
            HeldClaim.Contents contents = log.load();
            long bytes = 0;
            var goneTopics = new GoneTopics(catalog.get());
            var gone = new ArrayList<GroupRecord>();
            for (StoredRecord stored : contents.records()) {
                bytes += stored.key().remaining() + stored.value().remaining();
                CoordinatorRecord record = read(shard, stored);
                if (record == null) {
                    continue;
                }
                if (goneTopics.isOffsetOf(record)) {
                    gone.add(new GroupRecord(stored.key(), null));
                } else {
                    coordinator.replay(
                            stored.offset(), RecordBatch.NO_PRODUCER_ID, RecordBatch.NO_PRODUCER_EPOCH, record);
                }
            }
            for (PendingTransaction pending : contents.pending()) {
                replay(shard, coordinator, pending);
            }
            log.remove(gone);
            // A coordinator begins at offset zero, and takes none that is not beyond its own.
            if (contents.endOffset() > 0) {
                coordinator.updateLastWrittenOffset(contents.endOffset());
                coordinator.updateLastCommittedOffset(contents.endOffset());
            }
            return CompletableFuture.completedFuture(new LoadSummary(
                    beganMs, doors.clock().wallMs(), 0, contents.records().size(), bytes));
        } catch (RuntimeException e) {
            log.claim().lose("it cannot be loaded: " + e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private void replay(
            TopicPartition shard, CoordinatorPlayback<CoordinatorRecord> coordinator, PendingTransaction pending) {
        for (StoredRecord stored : pending.records()) {
            CoordinatorRecord record = read(shard, stored);
            if (record != null) {
                ProducerIdAndEpoch producer = pending.producer();
                coordinator.replay(stored.offset(), producer.producerId(), producer.epoch(), record);
            }
        }
    }

    /// The coordinator has ended with what it had under earlier claims: events of a shard run after each other.
    private void begin(int shard) {
        next.computeIfPresent(shard, (number, log) -> {
            byShard.put(number, log);
            return null;
        });
    }

    /// @return null if this version does not know such records
    private @Nullable CoordinatorRecord read(TopicPartition shard, StoredRecord stored) {
        try {
            return serde.deserialize(stored.key().duplicate(), stored.value().duplicate());
        } catch (Deserializer.UnknownRecordTypeException e) {
            LOG.warn("a newer version's record is passed over shard={} type={}", shard, e.unknownType());
            return null;
        }
    }

    private ClaimLog log(TopicPartition shard) {
        ClaimLog log = byShard.get(shard.partition());
        if (log == null) {
            throw new NotCoordinatorException("group-" + shard.partition() + " is not claimed");
        }
        return log;
    }

    @Override
    public void close() {
        next.clear();
        byShard.clear();
    }
}
