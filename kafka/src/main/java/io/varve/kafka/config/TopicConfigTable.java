package io.varve.kafka.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import io.varve.storage.segment.SegmentPeriod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/// The topic configs of Apache Kafka 4.3, with its types, defaults and valid values, and Varve's own.
final class TopicConfigTable {

    private static final int MIB = 1 << 20;
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    /// One MiB, and the 12 bytes that a batch's length does not count.
    private static final int MAX_MESSAGE_BYTES = MIB + 12;

    private static final String NO_FILES = "records lie in an object store and not in files of a partition.";
    private static final String ALWAYS_DURABLE = "nothing is acknowledged before it is durable in the object store.";
    private static final String NO_REPLICAS = "there are no replicas that could fall behind.";
    private static final String NO_REPLICATION = "the object store replicates, so there is nothing to throttle.";
    private static final String NO_TIERS = "all records lie in the object store, so there is no second tier.";

    /// With a flush every millisecond there is no wait left that more could buy off.
    private static final int MAX_FLUSHES_PER_SECOND = 1_000;

    private static final String FLUSHES_DOC =
            "How many flushes each node may begin in a second for records of this topic without letting them wait for company. "
                    + "Every flush costs a PUT or an append. With 0, the topic shares the budget of the node.";

    private static final String PARTITION_DOC =
            "The time that all rows of a data file of the topic's table have come in, by which the table is partitioned: any, "
                    + "a day or a month of UTC. It is chosen when the topic is created.";

    private static final String[] PERIODS =
            Arrays.stream(SegmentPeriod.values()).map(SegmentPeriod::value).toArray(String[]::new);

    private static final String THROTTLED_DOC =
            "A list of replicas for which replication should be throttled, or the wildcard '*' for all replicas.";

    private static final Validator GZIP_LEVEL = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                int level = (Integer) value;
                if (level != -1 && (level < 1 || level > 9)) {
                    throw new ConfigException(name, value, "Value must be between 1 and 9 or equal to -1");
                }
            },
            () -> "[1,...,9] or -1");

    private final ConfigDef definitions = new ConfigDef();
    private final List<TopicConfigKey> keys = new ArrayList<>();

    private TopicConfigTable() {}

    static TopicConfigTable build() {
        var table = new TopicConfigTable();
        table.addRetention();
        table.addBatches();
        table.addFiles();
        table.addReplication();
        table.addTiers();
        table.addOwn();
        return table;
    }

    /// Parses and checks values by Kafka's rules.
    ConfigDef definitions() {
        return definitions;
    }

    List<TopicConfigKey> keys() {
        return List.copyOf(keys);
    }

    private void addRetention() {
        honoured(
                "log.retention.bytes",
                define(
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        ConfigDef.Type.LONG,
                        -1L,
                        null,
                        TopicConfig.RETENTION_BYTES_DOC));
        honoured(
                "log.retention.ms",
                define(
                        TopicConfig.RETENTION_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        7 * DAY_MS,
                        atLeast(-1),
                        TopicConfig.RETENTION_MS_DOC));
        honoured(
                "message.max.bytes",
                define(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        ConfigDef.Type.INT,
                        MAX_MESSAGE_BYTES,
                        atLeast(0),
                        TopicConfig.MAX_MESSAGE_BYTES_DOC));
        honoured(
                "log.cleanup.policy",
                define(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        ConfigDef.Type.LIST,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        ValidList.in(TopicConfig.CLEANUP_POLICY_COMPACT, TopicConfig.CLEANUP_POLICY_DELETE),
                        TopicConfig.CLEANUP_POLICY_DOC));
        honoured(
                "log.cleaner.delete.retention.ms",
                define(
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        DAY_MS,
                        atLeast(0),
                        TopicConfig.DELETE_RETENTION_MS_DOC));
        honoured(
                "log.cleaner.min.compaction.lag.ms",
                define(
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        0L,
                        atLeast(0),
                        TopicConfig.MIN_COMPACTION_LAG_MS_DOC));
        honoured(
                "log.cleaner.max.compaction.lag.ms",
                define(
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        TopicConfig.MAX_COMPACTION_LAG_MS_DOC));
        honoured(
                "log.cleaner.min.cleanable.ratio",
                define(
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        ConfigDef.Type.DOUBLE,
                        0.5,
                        between(0, 1),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_DOC));
    }

    private void addBatches() {
        honoured(
                "compression.type",
                define(
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        ConfigDef.Type.STRING,
                        "producer",
                        in("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                        TopicConfig.COMPRESSION_TYPE_DOC));
        honoured(
                "compression.gzip.level",
                define(
                        TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
                        ConfigDef.Type.INT,
                        -1,
                        GZIP_LEVEL,
                        TopicConfig.COMPRESSION_GZIP_LEVEL_DOC));
        honoured(
                "compression.lz4.level",
                define(
                        TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
                        ConfigDef.Type.INT,
                        9,
                        between(1, 17),
                        TopicConfig.COMPRESSION_LZ4_LEVEL_DOC));
        honoured(
                "compression.zstd.level",
                define(
                        TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
                        ConfigDef.Type.INT,
                        3,
                        between(-131072, 22),
                        TopicConfig.COMPRESSION_ZSTD_LEVEL_DOC));
        honoured(
                "log.message.timestamp.type",
                define(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        ConfigDef.Type.STRING,
                        "CreateTime",
                        in("CreateTime", "LogAppendTime"),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_DOC));
        honoured(
                "log.message.timestamp.before.max.ms",
                define(
                        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_DOC));
        honoured(
                "log.message.timestamp.after.max.ms",
                define(
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        HOUR_MS,
                        atLeast(0),
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_DOC));
    }

    private void addFiles() {
        moot(
                "log.segment.bytes",
                NO_FILES,
                define(
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        ConfigDef.Type.INT,
                        1024 * MIB,
                        atLeast(MIB),
                        TopicConfig.SEGMENT_BYTES_DOC));
        moot(
                "log.roll.ms",
                NO_FILES,
                define(
                        TopicConfig.SEGMENT_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        7 * DAY_MS,
                        atLeast(1),
                        TopicConfig.SEGMENT_MS_DOC));
        moot(
                "log.roll.jitter.ms",
                NO_FILES,
                define(
                        TopicConfig.SEGMENT_JITTER_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        0L,
                        atLeast(0),
                        TopicConfig.SEGMENT_JITTER_MS_DOC));
        moot(
                "log.index.size.max.bytes",
                NO_FILES,
                define(
                        TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
                        ConfigDef.Type.INT,
                        10 * MIB,
                        atLeast(4),
                        TopicConfig.SEGMENT_INDEX_BYTES_DOC));
        moot(
                "log.index.interval.bytes",
                NO_FILES,
                define(
                        TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
                        ConfigDef.Type.INT,
                        4096,
                        atLeast(0),
                        TopicConfig.INDEX_INTERVAL_BYTES_DOC));
        moot(
                "log.segment.delete.delay.ms",
                NO_FILES,
                define(
                        TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        60_000L,
                        atLeast(0),
                        TopicConfig.FILE_DELETE_DELAY_MS_DOC));
        moot(
                "log.preallocate",
                NO_FILES,
                define(
                        TopicConfig.PREALLOCATE_CONFIG,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        null,
                        TopicConfig.PREALLOCATE_DOC));
        moot(
                "log.flush.interval.messages",
                ALWAYS_DURABLE,
                define(
                        TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        TopicConfig.FLUSH_MESSAGES_INTERVAL_DOC));
        moot(
                "log.flush.interval.ms",
                ALWAYS_DURABLE,
                define(
                        TopicConfig.FLUSH_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        TopicConfig.FLUSH_MS_DOC));
    }

    private void addReplication() {
        moot(
                "unclean.leader.election.enable",
                NO_REPLICAS,
                define(
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        null,
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_DOC));
        moot(
                "min.insync.replicas",
                ALWAYS_DURABLE,
                define(
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        ConfigDef.Type.INT,
                        1,
                        atLeast(1),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_DOC));
        fixed(
                null,
                NO_REPLICATION,
                define("leader.replication.throttled.replicas", ConfigDef.Type.LIST, "", null, THROTTLED_DOC));
        fixed(
                null,
                NO_REPLICATION,
                define("follower.replication.throttled.replicas", ConfigDef.Type.LIST, "", null, THROTTLED_DOC));
    }

    private void addTiers() {
        fixed(
                null,
                NO_TIERS,
                define(
                        TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        null,
                        TopicConfig.REMOTE_LOG_STORAGE_ENABLE_DOC));
        fixed(
                "log.local.retention.ms",
                NO_TIERS,
                define(
                        TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG,
                        ConfigDef.Type.LONG,
                        -2L,
                        atLeast(-2),
                        TopicConfig.LOCAL_LOG_RETENTION_MS_DOC));
        fixed(
                "log.local.retention.bytes",
                NO_TIERS,
                define(
                        TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG,
                        ConfigDef.Type.LONG,
                        -2L,
                        atLeast(-2),
                        TopicConfig.LOCAL_LOG_RETENTION_BYTES_DOC));
        fixed(
                null,
                NO_TIERS,
                define(
                        TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        null,
                        TopicConfig.REMOTE_LOG_COPY_DISABLE_DOC));
        fixed(
                null,
                NO_TIERS,
                define(
                        TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        null,
                        TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_DOC));
    }

    private void addOwn() {
        ConfigDef.ConfigKey flushes = define(
                TopicConfigs.FLUSHES_PER_SECOND,
                ConfigDef.Type.INT,
                0,
                between(0, MAX_FLUSHES_PER_SECOND),
                FLUSHES_DOC);
        keys.add(new TopicConfigKey(flushes, Treatment.HONOURED, "", Optional.empty()));
        ConfigDef.ConfigKey partition = define(
                SegmentPeriod.CONFIG, ConfigDef.Type.STRING, SegmentPeriod.NONE.value(), in(PERIODS), PARTITION_DOC);
        keys.add(new TopicConfigKey(partition, Treatment.LASTING, "", Optional.empty()));
    }

    private ConfigDef.ConfigKey define(
            String name, ConfigDef.Type type, Object value, @Nullable Validator validator, String documentation) {
        definitions.define(name, type, value, validator, Importance.MEDIUM, documentation);
        return Objects.requireNonNull(definitions.configKeys().get(name), name);
    }

    private void honoured(String brokerName, ConfigDef.ConfigKey definition) {
        keys.add(new TopicConfigKey(definition, Treatment.HONOURED, "", Optional.of(brokerName)));
    }

    private void moot(String brokerName, String reason, ConfigDef.ConfigKey definition) {
        keys.add(new TopicConfigKey(definition, Treatment.MOOT, reason, Optional.of(brokerName)));
    }

    private void fixed(@Nullable String brokerName, String reason, ConfigDef.ConfigKey definition) {
        keys.add(new TopicConfigKey(definition, Treatment.FIXED, reason, Optional.ofNullable(brokerName)));
    }
}
