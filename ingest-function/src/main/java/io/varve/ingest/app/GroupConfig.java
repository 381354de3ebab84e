package io.varve.ingest.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is set about groups.
@ConfigMapping(prefix = "varve.group")
public interface GroupConfig {

    /// The shortest session time-out that members may ask for; Kafka's `group.min.session.timeout.ms`.
    @WithDefault("6s")
    Duration minSessionTimeout();

    /// The longest session time-out that members may ask for; Kafka's `group.max.session.timeout.ms`.
    @WithDefault("30m")
    Duration maxSessionTimeout();

    /// How long the first members of a classic group wait for others; Kafka's `group.initial.rebalance.delay.ms`.
    @WithDefault("3s")
    Duration initialRebalanceDelay();

    /// How many members a group may have; Kafka's `group.max.size`.
    @WithDefault("2147483647")
    int maxSize();

    /// How long the offsets of a group without members are kept; Kafka's `offsets.retention.minutes`.
    @WithDefault("7d")
    Duration offsetsRetention();
}
