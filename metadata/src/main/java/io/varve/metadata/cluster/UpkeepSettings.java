package io.varve.metadata.cluster;

import java.time.Duration;

/// When the work that keeps shards in order is due. All nodes do it; a random wait makes it rare that two do the same.
///
/// @param tickEvery how long a journal epoch lasts at least
/// @param snapshotEvery after how many entries a shard gets a snapshot
/// @param moveAfter how long an inlined run stays in its entry
/// @param forgetProducersAfter how long an idle idempotent producer is remembered
/// @param trimAfter how long a trim bound stands before entries are deleted
/// @param every how often to look whether something is due
public record UpkeepSettings(
        Duration tickEvery,
        int snapshotEvery,
        Duration moveAfter,
        Duration forgetProducersAfter,
        Duration trimAfter,
        Duration every) {

    public static final UpkeepSettings DEFAULT = new UpkeepSettings(
            Duration.ofMinutes(1),
            10_000,
            Duration.ofMinutes(5),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofSeconds(10));
}
