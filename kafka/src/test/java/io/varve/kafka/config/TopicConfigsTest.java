package io.varve.kafka.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.kafka.codec.OpenRules;
import io.varve.kafka.codec.TargetCodec;
import io.varve.kafka.records.Codec;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TopicConfigsTest {

    static final Iterable<TopicConfigKey> KEYS = TopicConfigs.keys();

    @Test
    void everyTopicConfigOfKafkaIsKnownAndVarvesOwn() {
        assertThat(TopicConfigs.keys())
                .extracting(TopicConfigKey::name)
                .containsExactly(
                        "cleanup.policy",
                        "compression.gzip.level",
                        "compression.lz4.level",
                        "compression.type",
                        "compression.zstd.level",
                        "delete.retention.ms",
                        "file.delete.delay.ms",
                        "flush.messages",
                        "flush.ms",
                        "follower.replication.throttled.replicas",
                        "index.interval.bytes",
                        "leader.replication.throttled.replicas",
                        "local.retention.bytes",
                        "local.retention.ms",
                        "max.compaction.lag.ms",
                        "max.message.bytes",
                        "message.timestamp.after.max.ms",
                        "message.timestamp.before.max.ms",
                        "message.timestamp.type",
                        "min.cleanable.dirty.ratio",
                        "min.compaction.lag.ms",
                        "min.insync.replicas",
                        "preallocate",
                        "remote.log.copy.disable",
                        "remote.log.delete.on.disable",
                        "remote.storage.enable",
                        "retention.bytes",
                        "retention.ms",
                        "segment.bytes",
                        "segment.index.bytes",
                        "segment.jitter.ms",
                        "segment.ms",
                        "unclean.leader.election.enable",
                        "varve.flushes.per.second",
                        "varve.table.partition");
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void aDefaultIsTakenFromWhoeverNamesIt(TopicConfigKey key) {
        assertThatCode(() -> TopicConfigs.validate(Map.of(key.name(), key.defaultValue())))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void whatIsNotHonouredSaysWhy(TopicConfigKey key) {
        assertThat(key.reason().isEmpty())
                .isEqualTo(key.treatment() == Treatment.HONOURED || key.treatment() == Treatment.LASTING);
        assertThat(key.documentation()).contains(key.reason());
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void aValueOfAnotherTypeIsRefused(TopicConfigKey key) {
        if (key.type() != ConfigDef.Type.LIST) {
            assertThatThrownBy(() -> TopicConfigs.validate(Map.of(key.name(), "what")))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining(key.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "remote.storage.enable, true",
        "remote.log.copy.disable, true",
        "remote.log.delete.on.disable, true",
        "local.retention.ms, 1000",
        "local.retention.bytes, 1000",
        "leader.replication.throttled.replicas, *",
        "follower.replication.throttled.replicas, 0:1",
        "segment.bytes, 100",
        "max.message.bytes, -1",
        "retention.ms, -2",
        "cleanup.policy, shred",
        "compression.type, brotli",
        "compression.gzip.level, 0",
        "compression.gzip.level, 10",
        "compression.lz4.level, 18",
        "compression.zstd.level, 23",
        "min.cleanable.dirty.ratio, 1.1",
        "message.timestamp.type, Never",
        "message.downconversion.enable, true",
        "nonsense, 1",
    })
    void whatCannotBeHonouredIsRefused(String name, String value) {
        assertThatThrownBy(() -> TopicConfigs.validate(Map.of(name, value)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(name);
    }

    @Test
    void lagsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(
                        () -> TopicConfigs.validate(Map.of("min.compaction.lag.ms", "2", "max.compaction.lag.ms", "1")))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void anEndlessValueIsRefused() {
        assertThatThrownBy(() -> TopicConfigs.validate(Map.of("cleanup.policy", "delete,".repeat(10_000))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void aTopicWithoutConfigsHasKafkasSettings() {
        assertThat(TopicSettings.of(Map.of()))
                .isEqualTo(new TopicSettings(
                        false,
                        true,
                        604_800_000,
                        -1,
                        new CleaningSettings(0, Long.MAX_VALUE, 86_400_000, 0.5),
                        new OpenRules(false, false, Optional.empty(), Long.MAX_VALUE, 3_600_000, 1_048_588),
                        0));
    }

    @Test
    void configsBecomeSettings() {
        TopicSettings settings = TopicSettings.of(Map.of(
                "cleanup.policy", "compact",
                "compression.type", "zstd",
                "compression.zstd.level", "9",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", "-1",
                "min.compaction.lag.ms", "5",
                "max.compaction.lag.ms", "500",
                "min.cleanable.dirty.ratio", "0.1",
                "max.message.bytes", "77",
                "varve.flushes.per.second", "5"));
        assertThat(settings)
                .isEqualTo(new TopicSettings(
                        true,
                        false,
                        -1,
                        -1,
                        new CleaningSettings(5, 500, 86_400_000, 0.1),
                        new OpenRules(
                                true,
                                true,
                                Optional.of(new TargetCodec(Codec.ZSTD, OptionalInt.of(9))),
                                Long.MAX_VALUE,
                                3_600_000,
                                77),
                        5));
    }

    @Test
    void everyCompressionTypeIsUnderstood() {
        for (String type : new String[] {"uncompressed", "zstd", "lz4", "snappy", "gzip"}) {
            assertThat(TopicSettings.of(Map.of("compression.type", type))
                            .opening()
                            .codec())
                    .isPresent();
        }
    }
}
