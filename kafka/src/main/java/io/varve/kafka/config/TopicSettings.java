package io.varve.kafka.config;

import io.varve.kafka.codec.OpenRules;
import io.varve.kafka.codec.TargetCodec;
import io.varve.kafka.records.Codec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.TopicConfig;

/// What the honoured configs of a topic come to.
///
/// @param compacted whether records give way to later ones of their key, so each needs one
/// @param deleted whether records give way to age and size
/// @param retentionMs −1 if age does not matter
/// @param retentionBytes of a partition; negative if size does not matter
/// @param cleaning of a compacted topic
/// @param opening what is asked of a batch beyond a sound header
/// @param flushesPerSecond the topic's own flush budget, 0 if it shares the node's
public record TopicSettings(
        boolean compacted,
        boolean deleted,
        long retentionMs,
        long retentionBytes,
        CleaningSettings cleaning,
        OpenRules opening,
        int flushesPerSecond) {

    private static final String LOG_APPEND_TIME = "LogAppendTime";

    /// @param overrides the topic's own configs, which have been validated
    public static TopicSettings of(Map<String, String> overrides) {
        var values = new Values(TopicConfigs.parse(overrides));
        List<?> policies = values.get(TopicConfig.CLEANUP_POLICY_CONFIG, List.class);
        boolean compacted = policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return new TopicSettings(
                compacted,
                policies.contains(TopicConfig.CLEANUP_POLICY_DELETE),
                values.get(TopicConfig.RETENTION_MS_CONFIG, Long.class),
                values.get(TopicConfig.RETENTION_BYTES_CONFIG, Long.class),
                new CleaningSettings(
                        values.get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.class),
                        values.get(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.class),
                        values.get(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.class),
                        values.get(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, Double.class)),
                new OpenRules(
                        compacted,
                        values.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, String.class)
                                .equals(LOG_APPEND_TIME),
                        values.codec(),
                        values.get(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.class),
                        values.get(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.class),
                        values.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.class)),
                values.get(TopicConfigs.FLUSHES_PER_SECOND, Integer.class));
    }

    /// The largest batch, `max.message.bytes`.
    public int maxBatchBytes() {
        return opening.maxBatchBytes();
    }

    private record Values(Map<String, Object> byName) {

        <T> T get(String name, Class<T> type) {
            return type.cast(Objects.requireNonNull(byName.get(name), name));
        }

        Optional<TargetCodec> codec() {
            return switch (get(TopicConfig.COMPRESSION_TYPE_CONFIG, String.class)) {
                case "producer" -> Optional.empty();
                case "uncompressed" -> Optional.of(new TargetCodec(Codec.NONE));
                case "snappy" -> Optional.of(new TargetCodec(Codec.SNAPPY));
                case "gzip" -> leveled(Codec.GZIP, TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG);
                case "lz4" -> leveled(Codec.LZ4, TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG);
                case "zstd" -> leveled(Codec.ZSTD, TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG);
                case String other -> throw new IllegalArgumentException("no codec is called " + other);
            };
        }

        private Optional<TargetCodec> leveled(Codec codec, String levelName) {
            return Optional.of(new TargetCodec(codec, OptionalInt.of(get(levelName, Integer.class))));
        }
    }
}
