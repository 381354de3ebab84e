package io.varve.groups.coordinator;

import io.varve.core.Clock;
import io.varve.groups.claim.HeldClaim;
import io.varve.metadata.group.StoredRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The group shards that this process has claimed, in the place of the partitions of `__consumer_offsets`.
///
/// Thread-safe.
final class ClaimLogs implements PartitionWriter, CoordinatorLoader<CoordinatorRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimLogs.class);

    /// What Kafka's brokers take by default. In an entry it is deflated.
    private static final int MAX_BATCH_BYTES = 1024 * 1024 + 12;

    private static final LogConfig CONFIG =
            new LogConfig(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_BATCH_BYTES)));

    private final Map<Integer, ClaimLog> byShard = new ConcurrentHashMap<>();
    private final GroupCoordinatorRecordSerde serde = new GroupCoordinatorRecordSerde();
    private final RepeatedCommits repeated;
    private final Clock clock;

    ClaimLogs(RepeatedCommits repeated, Clock clock) {
        this.repeated = repeated;
        this.clock = clock;
    }

    static TopicPartition partition(int shard) {
        return new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, shard);
    }

    void open(HeldClaim claim) {
        byShard.put(claim.number(), new ClaimLog(claim, partition(claim.number()), repeated));
    }

    void close(HeldClaim claim) {
        byShard.computeIfPresent(claim.number(), (number, log) -> log.claim() == claim ? null : log);
    }

    /// The claim under which a shard's groups are coordinated here, if they are.
    Optional<HeldClaim> claim(int shard) {
        return Optional.ofNullable(byShard.get(shard)).map(ClaimLog::claim);
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
        return log(shard).append(batch);
    }

    @Override
    public CompletableFuture<VerificationGuard> maybeStartTransactionVerification(
            TopicPartition shard, String transactionalId, long producerId, short producerEpoch, int apiVersion) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("transactions are not served"));
    }

    /// Old records go with snapshots.
    @Override
    public CompletableFuture<Void> deleteRecords(TopicPartition shard, long beforeOffset) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<LoadSummary> load(
            TopicPartition shard, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        long beganMs = clock.wallMs();
        ClaimLog log = log(shard);
        try {
            HeldClaim.Contents contents = log.load();
            long bytes = 0;
            for (StoredRecord stored : contents.records()) {
                replay(shard, stored, coordinator);
                bytes += stored.key().remaining() + stored.value().remaining();
            }
            // A coordinator begins at offset zero, and takes none that is not beyond its own.
            if (contents.endOffset() > 0) {
                coordinator.updateLastWrittenOffset(contents.endOffset());
                coordinator.updateLastCommittedOffset(contents.endOffset());
            }
            return CompletableFuture.completedFuture(new LoadSummary(
                    beganMs, clock.wallMs(), 0, contents.records().size(), bytes));
        } catch (RuntimeException e) {
            log.claim().lose("it cannot be loaded: " + e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private void replay(TopicPartition shard, StoredRecord stored, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        try {
            coordinator.replay(
                    stored.offset(),
                    RecordBatch.NO_PRODUCER_ID,
                    RecordBatch.NO_PRODUCER_EPOCH,
                    serde.deserialize(stored.key().duplicate(), stored.value().duplicate()));
        } catch (Deserializer.UnknownRecordTypeException e) {
            LOG.warn("a newer version's record is passed over shard={} type={}", shard, e.unknownType());
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
        byShard.clear();
    }
}
